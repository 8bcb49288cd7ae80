"""Folding: what was typed becomes what is compared. Never what is stored.

One folded text stands for all its spellings: widths (NFKC), upper and lower case, katakana and hiragana, old and
variant kanji (髙 and 高), spaces, and the many strokes people type for a long vowel or a hyphen.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import jaconv

# Pairs "variant, usual": personal and place names first, then the old forms (旧字体) still met in names and signs.
# NFKC already takes care of the compatibility ideographs; these have code points of their own.
_VARIANTS = (
    "髙高 﨑崎 嵜崎 碕崎 𠮷吉 邊辺 邉辺 齋斉 齊斉 斎斉 澤沢 濱浜 濵浜 嶋島 嶌島 櫻桜 廣広 瀨瀬 德徳 惠恵 "
    "眞真 舘館 龍竜 瀧滝 籔藪 薮藪 埜野 峯峰 冨富 桒桑 栁柳 渊渕 淵渕 靜静 壽寿 榮栄 驒騨 篭籠 檜桧 蘆芦 "
    "礒磯 戶戸 户戸 靑青 黑黒 增増 寬寛 緖緒 郞郎 吳呉 淸清 與与 國国 會会 學学 縣県 區区 條条 鐵鉄 藏蔵 "
    "驛駅 圓円 鹽塩 鷄鶏 曾曽 佛仏 傳伝 來来 兒児 兩両 劍剣 勞労 單単 嚴厳 團団 圍囲 壓圧 壞壊 壯壮 實実 "
    "寫写 寶宝 對対 專専 將将 屆届 屬属 巢巣 帶帯 廳庁 廢廃 彈弾 從従 徑径 應応 戀恋 戰戦 戲戯 拂払 拔抜 "
    "拜拝 擇択 擔担 據拠 擧挙 收収 效効 數数 斷断 晝昼 曉暁 樂楽 樓楼 權権 橫横 歐欧 步歩 歷歴 歸帰 殘残 "
    "氣気 沒没 淨浄 溫温 滿満 濕湿 濟済 灣湾 爐炉 爭争 狀状 獨独 獻献 畫画 當当 發発 盡尽 碎砕 禮礼 稅税 "
    "稻稲 穗穂 竝並 粹粋 絲糸 經経 綠緑 繩縄 總総 續続 聲声 聽聴 肅粛 腦脳 臺台 舊旧 莊荘 萬万 藝芸 藥薬 "
    "處処 號号 蟲虫 螢蛍 衞衛 裝装 覺覚 覽覧 觀観 觸触 證証 譯訳 讀読 變変 讓譲 豐豊 豫予 賣売 贊賛 輕軽 "
    "轉転 辭辞 遞逓 遲遅 醫医 釋釈 錢銭 鎭鎮 關関 險険 隱隠 雜雑 靈霊 顏顔 餘余 髓髄 體体 鬪闘 鷗鴎 麥麦 "
    "黃黄 點点 黨党 齒歯 齡齢 龜亀 燈灯 圖図 彌弥 壹壱 價価 假仮 攝摂 檢検 獸獣 圈圏 勳勲"
)

# Left out altogether: spaces are found by isspace(); these are invisible too, or only choose a glyph.
_INVISIBLE = (
    *range(0x200B, 0x2010),
    0x00AD,
    0x2060,
    0xFEFF,
    0x3164,
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
)


def _folding_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(pair[0]): pair[1] for pair in _VARIANTS.split()}
    for code in range(0x30A1, 0x30F7):
        table[code] = jaconv.kata2hira(chr(code))
    # ヶ in a name (鳩ヶ谷) is the small shape of ケ, and people write either.
    table |= {ord("ヵ"): "か", ord("ヶ"): "け", ord("ゕ"): "か", ord("ゖ"): "け", ord("ヽ"): "ゝ", ord("ヾ"): "ゞ"}
    table |= dict.fromkeys(_INVISIBLE)
    table |= dict.fromkeys(code for code in range(0x3001) if chr(code).isspace())
    return table


_TABLE = _folding_table()
# NFKC has already turned the full-width and small forms into - and ~, and the half-width long mark into ー.
LONGEST_REMEMBERED = 100
_WAVES = "~〜〰⁓"
_STROKES = re.compile(f"([ぁ-ゟ]?)([-ー‐‑‒–—―−─━{_WAVES}]+)")


def _unify_strokes(found: re.Match[str]) -> str:
    """After kana they are the long-vowel mark (ス-パー, は〜い); anywhere else hyphens, or waves as ~."""
    kana, strokes = found.groups()
    if kana:
        return kana + "ー" * len(strokes)
    return "".join("~" if stroke in _WAVES else "-" for stroke in strokes)


def _fold_once(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_TABLE)
    return _STROKES.sub(_unify_strokes, folded)


def fold(text: str) -> str:
    """`text` as it is compared everywhere: commands, dialog words, names, keywords. Folding twice changes nothing.

    The punctuation stays: 「」 has a meaning in dialogs.
    """
    if text.isascii():
        return "".join(text.split()).lower()
    # A turn folds what was said several times: as a word, a keyword, a dialog word, an answer.
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _fold_whole(text)


def _fold_whole(text: str) -> str:
    folded = _fold_once(text)
    # What stood on both sides of a space may now compose (か and a dakuten); case folding leaves a few uncomposed.
    while not unicodedata.is_normalized("NFKC", folded) and (again := _fold_once(folded)) != folded:
        folded = again
    return folded


_remembered = lru_cache(maxsize=1024)(_fold_whole)
