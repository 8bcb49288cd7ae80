"""How common kinds of places are read: who types びょういん means 病院, whatever reading a spot's own name has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data.fold import fold

_WRITTEN = {
    "びょういん": "病院",
    "しんりょうじょ": "診療所",
    "くりにっく": "診療所",
    "いいん": "医院",
    "おいしゃさん": "医者",
    "はいしゃ": "歯科",
    "やっきょく": "薬局",
    "やくば": "役場",
    "しやくしょ": "役場",
    "としょかん": "図書館",
    "としょしつ": "図書室",
    "こうみんかん": "公民館",
    "しゅうかいじょ": "集会所",
    "たいいくかん": "体育館",
    "がっこう": "学校",
    "しょうがっこう": "小学校",
    "ちゅうがっこう": "中学校",
    "ほいくえん": "保育",
    "ほいくじょ": "保育",
    "ようちえん": "幼稚園",
    "こうえん": "公園",
    "おんせん": "温泉",
    "えき": "駅",
    "ゆうびんきょく": "郵便局",
    "ぎんこう": "銀行",
    "けいさつ": "警察",
    "こうばん": "交番",
    "ちゅうざいしょ": "駐在所",
    "しょうぼうしょ": "消防",
    "ちゅうしゃじょう": "駐車場",
    "ろうじんほーむ": "老人ホーム",
    "ふくし": "福祉",
    "てあらい": "トイレ",
    "おてあらい": "トイレ",
}
# Reading -> the word as it stands in names and keywords, both folded.
READINGS: Mapping[str, str] = MappingProxyType({fold(reading): fold(word) for reading, word in _WRITTEN.items()})
