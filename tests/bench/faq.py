"""Matching texts over 10,000 keywords against a plain loop over them, with the same answers.

    python -m tests.bench.faq

Floor: 8 times faster. The index over 10,000 entries is built within half a second.
"""

from __future__ import annotations

import random
import sys
import time

from data.faq.matcher import MAX_CANDIDATES, SURE, FaqEntry, FaqMatch, FaqMatcher, bare, bigrams, likeness
from tests.bench.rounds import alternate

KEYWORDS = 10_000
FLOOR = 8.0
BUILD_FLOOR_SECONDS = 0.5
THINGS = """
    住民票 印鑑証明 戸籍 転入届 転出届 婚姻届 出生届 国民健康保険 介護保険 年金 児童手当 保育園 学童保育 予防接種
    健康診断 がん検診 水道 下水道 浄化槽 燃えるごみ 粗大ごみ 資源ごみ 除雪 村営バス 図書室 体育館 公民館 固定資産税
    軽自動車税 確定申告 空き家 移住 農地 鳥獣害 犬の登録 マイナンバーカード パスポート 消防団 防災無線 避難所
    罹災証明 選挙 投票所 奨学金 給食
"""
PLACES = """
    古口 角川 蔵岡 津谷 岩清水 名高 松坂 神田 役場 支所 診療所 センター 小学校 中学校 駅前 高屋
"""
ASKS = """
    の申し込み の手続き の場所 の料金 の時間 を知りたい をなくした の変更 の減免 の予約 の相談 の書き方 の締切
"""
TAILS = ("", "（新規）", "２回目")
FRAMES = ("{}を教えてください", "すみません、{}について聞きたいのですが", "{}", "{}はどこ？", "明日{}は できますか")
SMALL_TALK = (
    "こんにちは",
    "今日はいい天気ですね",
    "ありがとうございました",
    "お腹がすいた",
    "asdf",
    "うちの猫がかわいい",
)


class PlainLoop:
    """The same answers by looking at every keyword."""

    def __init__(self, entries: list[FaqEntry]) -> None:
        self.entries = entries
        self.words: dict[str, int] = {}
        for number, entry in enumerate(entries):
            for keyword in (*entry.keywords, entry.question):
                if word := bare(keyword):
                    self.words.setdefault(word, number)
        self.pairs = {word: set(bigrams(word)) for word in self.words}

    def __call__(self, text: str) -> FaqMatch:
        wanted = bare(text)
        best: tuple[int, int, int] | None = None
        for word, owner in self.words.items():
            if word == wanted:
                return FaqMatch("exact", self.entries[owner])
            if len(word) > 1 and word in wanted:
                hit = (-len(word), wanted.index(word), owner)
                best = hit if best is None else min(best, hit)
        if best is not None:
            return FaqMatch("contained", self.entries[best[2]])
        pairs = set(bigrams(wanted))
        shared = [
            (-count, number) for number, word in enumerate(self.words) if (count := len(pairs & self.pairs[word]))
        ]
        words = list(self.words)
        scored = sorted(
            (-score, number)
            for _, number in sorted(shared)[:MAX_CANDIDATES]
            if (score := likeness(wanted, words[number])) >= SURE
        )
        owners = list(dict.fromkeys(self.words[words[number]] for _, number in scored))[:3]
        if owners:
            return FaqMatch("suggested", None, tuple(self.entries[owner] for owner in owners))
        return FaqMatch("nothing")


def make_entries(keywords: int) -> list[FaqEntry]:
    """Entries of two keywords each, the first of them also the question."""
    chance = random.Random(5)
    words: dict[str, None] = {}
    parts = (PLACES.split(), THINGS.split(), ASKS.split(), TAILS)
    while len(words) < keywords:
        words["".join(chance.choice(part) for part in parts)] = None
    listed = list(words)
    return [
        FaqEntry(number, pair[0], tuple(pair), f"{pair[0]}のご案内です。", "", "")
        for number, pair in enumerate(zip(listed[::2], listed[1::2], strict=True))
    ]


def make_texts(entries: list[FaqEntry], count: int) -> list[str]:
    """What people type: a third the keyword itself, most with it in a sentence, some misspelt, some small talk."""
    chance = random.Random(9)
    texts = []
    for number in range(count):
        keyword = chance.choice(chance.choice(entries).keywords)
        if number % 10 == 8:
            place = chance.randrange(len(keyword))
            keyword = keyword[:place] + "ん" + keyword[place + 1 :]
        texts.append(chance.choice(SMALL_TALK) if number % 10 == 9 else chance.choice(FRAMES).format(keyword))
    return texts


def main() -> int:
    entries = make_entries(KEYWORDS)
    matcher, plain = FaqMatcher(entries), PlainLoop(entries)
    texts = make_texts(entries, 200)
    kinds: dict[str, int] = {}
    for text in texts:
        found = matcher.match(text)
        assert found == plain(text), text
        kinds[found.kind] = kinds.get(found.kind, 0) + 1
    fast, slow = alternate(texts, matcher.match, plain)
    ratio, p50 = slow.mean / fast.mean, slow.p50 / fast.p50

    rows = make_entries(2 * KEYWORDS)
    start = time.thread_time()
    FaqMatcher(rows)
    build = time.thread_time() - start

    print(f"FAQ match over {KEYWORDS:,} keywords: index / plain loop (times faster), {kinds}")
    times = f"{fast.mean * 1e6:.0f} µs against {slow.mean * 1e6:.0f} µs"
    print(f"  mean {ratio:.1f} (floor {FLOOR:.0f}), p50 {p50:.1f}; {times}")
    print(f"  built over {len(rows):,} entries in {build:.2f} s (floor {BUILD_FLOOR_SECONDS})")
    return 0 if ratio >= FLOOR and build <= BUILD_FLOOR_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
