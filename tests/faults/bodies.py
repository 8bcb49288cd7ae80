"""Webhook bodies and texts bent out of shape, signed as LINE would."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from staffbot.commands import REGISTRY
from tests.line.bending import bend
from tests.line.test_webhook_mutations import ODD_VALUES
from tests.line.webhooks import KNOWN, message

ODD = "　 \n\t\x00#＃=＝「」。、・ー〜-0０①Ⅻ㍍㌔ｱﾞ゛か\u0300\u200b\u202e\ufeff🙂👨‍👩‍👧𠮷%_'\"\\;<>{}[]"
RESIDENT_WORDS = [
    "メニュー", "避難所", "避難行動", "施設", "よくある質問", "状況", "続ける", "戻る", "やめる", "あとで",
    "最初から", "スキップ", "防災メモ", "はい", "いいえ", "明日", "10時半", "避難所 洪水", "施設 図書館",
    "受付コード F-ABCD2345", "ごみ", "0233-72-2111", "2025年4月10日", "どれでもない", "「やめる」",
]  # fmt: skip
STAFF_WORDS = sorted({command.example for command in REGISTRY.commands} | {one.phrase for one in REGISTRY.commands})
STAFF_WORDS += ["実行", "やめる", "次へ", "元に戻す", "はい", "#1", "3km"]
BENT_BYTES = (b"\\ud800", b"\\u0000", b"1e999", b"NaN", b"[[", b'"', b"\xff")


@dataclass(frozen=True)
class Body:
    """One request: for which channel, and its bytes."""

    channel: str
    raw: bytes


class Bodies:
    """A stream of bodies from known people: bent events, bent bytes, bent texts at both counters, and buttons."""

    def __init__(self, people: Sequence[tuple[str, str]], chance: random.Random, now_ms: int) -> None:
        """`people`: (channel, LINE user id)."""
        self._people = people
        self._chance = chance
        self._now_ms = now_ms
        self._number = 0
        self._pressed: dict[str, list[str]] = {}

    def next(self) -> Body:
        """One more body."""
        chance = self._chance
        channel, line_user_id = chance.choice(self._people)
        roll = chance.random()
        if roll < 0.45:
            words = STAFF_WORDS if channel == "staff" else RESIDENT_WORDS
            event = message("text", text=bent_text(words, chance)[:5000])
            return Body(channel, _raw([self._from(line_user_id, event)]))
        if roll < 0.55:
            return Body(channel, _raw([self._from(line_user_id, self._press(line_user_id))]))
        events = [self._from(line_user_id, known) for _, known in chance.sample(KNOWN, chance.choice((1, 1, 2, 5)))]
        document: object = {"destination": "U" + "0" * 32, "events": events}
        if roll < 0.85:
            for _ in range(chance.randint(1, 3)):
                document = bend(document, chance, ODD_VALUES)
            return Body(channel, json.dumps(document).encode())
        return Body(channel, bent_bytes(orjson.dumps(document), chance))

    def saw(self, line_user_id: str, data: list[str]) -> None:
        """Postbacks on this person's screen: to be pressed, old or new, whole or bent."""
        self._pressed[line_user_id] = data[-40:]

    def _press(self, line_user_id: str) -> dict[str, Any]:
        known = dict(KNOWN)["postback"]
        data = self._chance.choice(self._pressed.get(line_user_id) or [known["postback"]["data"]])
        if self._chance.random() < 0.5:
            data = bent_text([data], self._chance)[:300]
        return {**known, "postback": {"data": data}}

    def _from(self, line_user_id: str, event: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        fresh = {
            **event,
            "timestamp": self._now_ms + self._number,
            "webhookEventId": f"01BENT{self._number:020}",
            "replyToken": f"{self._number:032}",
        }
        if event["source"].get("type") == "user":
            fresh["source"] = {"type": "user", "userId": line_user_id}
        if "message" in event:
            fresh["message"] = {**event["message"], "id": str(5_000_000_000 + self._number)}
        return fresh


def bent_text(words: Sequence[str], chance: random.Random) -> str:
    """A word or several, with letters lost, doubled, turned round and odd ones put in."""
    text = chance.choice(words)
    for _ in range(chance.randrange(5)):
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            text = text[:at] + chance.choice(ODD) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + 1 :]
        elif kind == 2:
            text = text[:at] + text[at:][::-1]
        elif kind in (3, 4):
            text += " " + chance.choice(words)
        else:
            text = text[:at] * chance.choice((1, 2, 30)) + text[at:]
    return text


def bent_bytes(raw: bytes, chance: random.Random) -> bytes:
    """The same bytes with a few changed, lost or put in."""
    bent = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(bent))
        roll = chance.random()
        if roll < 0.4:
            bent[at] = chance.randrange(256)
        elif roll < 0.7:
            del bent[at : at + chance.randint(1, 9)]
        else:
            bent[at:at] = chance.choice(BENT_BYTES)
    return bytes(bent)


def _raw(events: list[dict[str, Any]]) -> bytes:
    return json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()
