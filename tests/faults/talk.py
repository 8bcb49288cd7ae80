"""People who talk while things go wrong, each knowing which answers must come, and how often."""

from __future__ import annotations

import asyncio
import random
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data.gateways.line.standin.refusals import NotOnScreen
from tests.counters import actions_in, readable
from tests.faults.ledger import COMMAND
from tests.faults.scene import KEYWORDS, Scene, answer, keyword

PATIENCE_SECONDS = 120.0
THINKING_SECONDS = 0.25
FILE_TIME = re.compile(r"\d{8}_\d{4}")
KANA = "ぬへめるろゆよわをゐゑ"


@dataclass(frozen=True)
class Step:
    """One thing done in a conversation: `kind` "text", "tap" (a label) or "place"."""

    kind: str
    what: str


CONVERSATIONS: dict[str, tuple[Step, ...]] = {
    # First: what staff change must be the same when the others rehearse.
    "staff": (
        Step("text", "メニュー"),
        Step("text", COMMAND),
        Step("text", "ヘルプ 職員"),
        Step("text", "FAQ 出力"),
        Step("text", "避難所 開設"),
        Step("text", "やめる"),
    ),
    "evacuation": (
        Step("text", "避難行動"),
        Step("tap", "洪水"),
        Step("tap", "家や建物の中"),
        Step("text", "わからない"),
        Step("text", "これは選べません"),
        Step("tap", "上がれない"),
        Step("text", "戻る"),
        Step("tap", "わからない"),
        Step("tap", "高齢の人"),
        Step("text", "やめる"),
    ),
    "memo": (
        Step("text", "防災メモ"),
        Step("text", "中央公民館の入口"),
        Step("text", "四人"),
        Step("text", "となりの町のおばさん"),
        Step("text", "0233-72-2111"),
        Step("text", "スキップ"),
        Step("text", "やめる"),
    ),
    "menu": (Step("text", "メニュー"), Step("place", "38.7386,140.1435"), Step("text", "施設 図書館")),
}


def told(message: dict[str, Any]) -> str:
    """What can be read of a message, without the time in a file's name."""
    return FILE_TIME.sub("", readable(message))


class Talker(ABC):
    """One person in one chat. `expected`: the readable text of every bubble the account owes this person."""

    def __init__(self, scene: Scene, key: str, chance: random.Random, channel: str = "public") -> None:
        self.scene = scene
        self.key = key
        self.channel = channel
        self.chance = chance
        self.expected: Counter[str] = Counter()
        self.did: Counter[Step] = Counter()
        self.event_ids: list[str] = []

    @property
    def commands(self) -> int:
        """How often COMMAND was given."""
        return self.did[Step("text", COMMAND)]

    @abstractmethod
    async def talk(self, enough: asyncio.Event) -> None:
        """Talk until it is enough; returns once everything said before was answered, or patience ends."""

    async def screen(self) -> list[dict[str, Any]]:
        """The bubbles of the chat."""
        messages: list[dict[str, Any]] = (await self.scene.standin.screen(self.channel, self.key))["messages"]
        return messages

    async def heard(self) -> Counter[str]:
        """The readable text of every bubble that came."""
        return Counter(told(entry["message"]) for entry in await self.screen() if entry["from"] == "bot")

    async def do(self, step: Step) -> None:
        """Do one thing; the webhook may fail, LINE delivers it again."""
        standin = self.scene.standin
        if step.kind == "place":
            latitude, longitude = map(float, step.what.split(","))
            told = await standin.location(self.channel, self.key, latitude, longitude)
        elif step.kind == "tap":
            told = (await standin.tap(self.channel, self.key, await self._button(step.what)))["event"]
        else:
            told = await standin.text(self.channel, self.key, step.what)
        self.did[step] += 1
        self.event_ids.append(told["event_id"])

    async def wait_for(self, bubbles: int) -> None:
        """Wait until the account has said that many bubbles."""
        cursor: int | None = None
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                screen = await self.scene.standin.screen(self.channel, self.key, cursor, 5.0 if cursor else 0.0)
                if sum(entry["from"] == "bot" for entry in screen["messages"]) >= bubbles:
                    return
                cursor = screen["cursor"]

    async def think(self) -> None:
        """A moment between two messages."""
        await asyncio.sleep(self.chance.uniform(0, THINKING_SECONDS))

    async def _button(self, label: str) -> dict[str, Any]:
        screen = await self.scene.standin.screen(self.channel, self.key)
        offered = [item["action"] for item in screen["quick_replies"]]
        for entry in reversed(screen["messages"]):
            if entry["from"] == "bot":
                offered += actions_in(entry["message"])
        for action in offered:
            if action.get("label") == label:
                return action
        raise NotOnScreen(f"no button {label}")


class Asker(Talker):
    """Sends words the town answers, often several at once, and waits for no answer in between."""

    def __init__(self, scene: Scene, key: str, chance: random.Random) -> None:
        super().__init__(scene, key, chance)
        self._numbers = list(range(KEYWORDS))
        chance.shuffle(self._numbers)

    async def talk(self, enough: asyncio.Event) -> None:
        under_way: set[asyncio.Task[None]] = set()
        while not enough.is_set() and self._numbers:
            for _ in range(min(self.chance.choice((1, 1, 1, 2, 3)), len(self._numbers))):
                number = self._numbers.pop()
                self.expected[answer(number)] += 1
                under_way.add(asyncio.create_task(self.do(Step("text", keyword(number)))))
            await self.think()
            # Nobody types on for ever without looking.
            if len(under_way) > 6:
                await self.wait_for(self.expected.total() - 6)
        await asyncio.gather(*under_way)
        await self.wait_for(self.expected.total())


class Wonderer(Talker):
    """Asks what nobody can answer, each time something else: staff must find each question once."""

    def __init__(self, scene: Scene, key: str, chance: random.Random, unanswered: str) -> None:
        super().__init__(scene, key, chance)
        self._unanswered = unanswered
        self.questions: list[str] = []

    async def talk(self, enough: asyncio.Event) -> None:
        while not enough.is_set():
            question = "".join(self.chance.choice(KANA) for _ in range(14))
            self.questions.append(question)
            self.expected[self._unanswered] += 1
            await self.do(Step("text", question))
            await self.wait_for(self.expected.total())
            await self.think()


class Walker(Talker):
    """Walks one conversation again and again, step by step; what must be heard was heard before, when all was well."""

    def __init__(
        self,
        scene: Scene,
        key: str,
        chance: random.Random,
        steps: Sequence[Step],
        heard: Sequence[Sequence[str]],
        channel: str = "public",
    ) -> None:
        """`heard`: for each step the readable text of its bubbles, from `rehearse`."""
        super().__init__(scene, key, chance, channel)
        self._steps = steps
        self._heard = heard
        self.in_order: list[str] = []

    async def talk(self, enough: asyncio.Event) -> None:
        while not enough.is_set():
            for step, texts in zip(self._steps, self._heard, strict=True):
                try:
                    await self.do(step)
                except NotOnScreen:
                    # A bubble that came twice, after the one with the buttons, took them away.
                    return
                self.in_order += texts
                self.expected.update(texts)
                await self.hear_all()
                await self.think()

    async def hear_all(self) -> None:
        """Wait for everything owed so far. Counting bubbles would do unless one came twice: then one would go on early,
        and be answered otherwise than in the rehearsal."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            cursor: int | None = None
            while True:
                screen = await self.scene.standin.screen(self.channel, self.key, cursor, 5.0 if cursor else 0.0)
                came = Counter(told(entry["message"]) for entry in screen["messages"] if entry["from"] == "bot")
                if not self.expected - came:
                    return
                cursor = screen["cursor"]

    async def in_wrong_order(self) -> bool:
        """What was heard is not what was owed, one after the other."""
        return [told(one["message"]) for one in await self.screen() if one["from"] == "bot"] != self.in_order


class Rehearser(Talker):
    """Walks conversations while nothing goes wrong, so that what must be heard is known."""

    async def talk(self, enough: asyncio.Event) -> None:
        """Nothing more to say."""

    async def walk(self, steps: Sequence[Step]) -> list[list[str]]:
        """The readable text of each step's bubbles, which is the same every time."""
        first = await self._walk_once(steps)
        second = await self._walk_once(steps, [len(texts) for texts in first])
        assert first == second, f"not the same each time, so it can't be counted: {first} {second}"
        assert all(first), f"a step nobody answers can't be counted: {first}"
        return first

    async def _walk_once(self, steps: Sequence[Step], owed: Sequence[int] = ()) -> list[list[str]]:
        """`owed`: how many bubbles each step brings, when that is known; otherwise it is waited until all is quiet."""
        places = []
        for number, step in enumerate(steps):
            places.append(len(await self.screen()))
            await self.do(step)
            if owed:
                await self.wait_for(self.expected.total() + sum(owed[: number + 1]))
            else:
                await self.scene.settled()
        await self.scene.settled()
        screen = await self.screen()
        ends = [*places[1:], len(screen)]
        heard = [
            [told(one["message"]) for one in screen[start:end] if one["from"] == "bot"]
            for start, end in zip(places, ends, strict=True)
        ]
        self.expected.update(text for texts in heard for text in texts)
        return heard
