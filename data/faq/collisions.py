"""Keywords that get in each other's way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ahocorasick

from data.faq.matcher import bare

SHOWN = 50


def find_collisions(entries: Sequence[tuple[str, Sequence[str]]]) -> dict[str, Any]:
    """What collides in a list, as JSON.

    Args:
        entries: (question, keywords) in the list's order.

    Returns:
        same: [{keyword, questions}] of keywords that several entries have (the first entry answers);
        inside: [{keyword, question, longer, longer_question}] of keywords that stand in another entry's keyword (the
        longer one answers where it is typed whole); same_count, inside_count. The lists hold at most SHOWN.
    """
    owners: dict[str, list[int]] = {}
    typed: dict[str, str] = {}
    for number, (_, keywords) in enumerate(entries):
        for keyword in keywords:
            folded = bare(keyword)
            if folded and number not in owners.setdefault(folded, []):
                owners[folded].append(number)
                typed.setdefault(folded, keyword)
    same = [
        {"keyword": typed[folded], "questions": [entries[number][0] for number in numbers]}
        for folded, numbers in owners.items()
        if len(numbers) > 1
    ]
    inside = [
        {
            "keyword": typed[shorter],
            "question": entries[owners[shorter][0]][0],
            "longer": typed[longer],
            "longer_question": entries[owners[longer][0]][0],
        }
        for shorter, longer in _contained(owners)
    ]
    return {"same": same[:SHOWN], "inside": inside[:SHOWN], "same_count": len(same), "inside_count": len(inside)}


def _contained(owners: dict[str, list[int]]) -> list[tuple[str, str]]:
    """(shorter, longer) of different entries."""
    automaton = ahocorasick.Automaton()
    for folded in owners:
        if len(folded) > 1:
            automaton.add_word(folded, folded)
    if not len(automaton):
        return []
    automaton.make_automaton()
    pairs: dict[tuple[str, str], None] = {}
    for longer, numbers in owners.items():
        for _, shorter in automaton.iter(longer):
            if shorter != longer and not set(owners[shorter]) & set(numbers):
                pairs[shorter, longer] = None
    return list(pairs)
