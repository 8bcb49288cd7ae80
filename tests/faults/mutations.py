"""Bent webhooks against the running program: `python -m tests.faults.mutations [--engine …] [--bodies 10000]`."""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from data.gateways.line.standin.webhooks import signature
from tests.counters import actions_in
from tests.databases import Database
from tests.faults.bodies import Bodies, Body
from tests.faults.counting import SHOWN, print_table
from tests.faults.engines import ENGINES, database_of
from tests.faults.scene import Scene, open_scene

AT_ONCE = 8
LOOK_AT_SCREENS_EVERY = 200
ANSWER_SECONDS = 30.0
MENU = "メニュー"


@dataclass
class Mutations:
    """What was sent and what was seen."""

    seed: int
    statuses: Counter[int] = field(default_factory=Counter)
    bad: list[bytes] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)
    parked: int = 0
    given_up: list[str] = field(default_factory=list)
    strangers_given_up: int = 0
    stuck: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def is_bad(self) -> bool:
        """An answer other than 200 and 400, a fault in the log, an answer LINE refused, or somebody stuck."""
        return bool(self.bad or self.tracebacks or self.parked or self.given_up or self.stuck)

    def print(self, engine: str) -> None:
        """Print what was seen."""
        print_table(
            f"bent webhooks, {engine}, seed {self.seed}",
            [
                *((f"answered with {status}", times) for status, times in sorted(self.statuses.items())),
                ("tracebacks in the log", len(self.tracebacks)),
                ("events parked", self.parked),
                ("answers to strangers given up", self.strangers_given_up),
                ("answers to known people given up", len(self.given_up)),
                ("people who got no menu afterwards", len(self.stuck)),
                ("seconds", round(self.seconds)),
                *(("bad", body[:300]) for body in self.bad[:SHOWN]),
                *(("given up", error) for error in self.given_up[:SHOWN]),
                *(("traceback", line) for line in self.tracebacks[:SHOWN]),
            ],
        )


async def run_mutations(
    database: Database, home: Path, *, bodies: int, seed: int, people: int = 12, is_local: bool = False
) -> Mutations:
    """Send bent bodies from people known and unknown; then everybody asks for the menu."""
    done = Mutations(seed)
    began = time.monotonic()
    keys = [f"p{number:02}" for number in range(people)]
    async with open_scene(database, home, people=keys, is_local=is_local) as scene:
        await scene.program.start()
        chats = [("public", key) for key in keys] + [("staff", "sato"), ("staff", keys[0])]
        ids = [(channel, scene.standin.user_id(channel, key)) for channel, key in chats]
        stream = Bodies(ids, random.Random(seed), scene.standin.clock.now_ms())
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            for sent in range(0, bodies, LOOK_AT_SCREENS_EVERY):
                batch = [stream.next() for _ in range(min(LOOK_AT_SCREENS_EVERY, bodies - sent))]
                await _send(scene, session, batch, done)
                for channel, key in chats:
                    stream.saw(scene.standin.user_id(channel, key), await _postbacks(scene, channel, key))
        await scene.settled()
        for channel, key in chats:
            if not await _gets_the_menu(scene, channel, key):
                done.stuck.append(f"{channel} {key}")
        health = await scene.settled()
        done.parked = health["inbox_parked"]
        assert await scene.program.stop() == 0
        done.tracebacks = scene.program.tracebacks()
        known = {line_user_id for _, line_user_id in ids}
        for line_user_id, error in scene.ledger().given_up:
            if line_user_id in known:
                done.given_up.append(error)
            else:
                done.strangers_given_up += 1
    done.seconds = time.monotonic() - began
    return done


async def _send(scene: Scene, session: aiohttp.ClientSession, batch: list[Body], done: Mutations) -> None:
    waiting = iter(batch)

    async def work() -> None:
        for body in waiting:
            headers = {"x-line-signature": signature(scene.settings.secret(body.channel), body.raw)}
            url = f"{scene.program.url}/line/{body.channel}"
            async with session.post(url, data=body.raw, headers=headers) as answer:
                done.statuses[answer.status] += 1
                if answer.status not in (200, 400):
                    done.bad.append(body.raw)

    await asyncio.gather(*[work() for _ in range(AT_ONCE)])


async def _postbacks(scene: Scene, channel: str, key: str) -> list[str]:
    screen = await scene.standin.screen(channel, key)
    actions = [item["action"] for item in screen["quick_replies"]]
    for entry in screen["messages"][-10:]:
        if entry["from"] == "bot":
            actions += actions_in(entry["message"])
    return [action["data"] for action in actions if "data" in action]


async def _gets_the_menu(scene: Scene, channel: str, key: str) -> bool:
    """Leaves whatever was begun, and asks for the menu."""
    for text in ("やめる", "やめる", MENU):
        before = len((await scene.standin.screen(channel, key))["messages"])
        await scene.standin.text(channel, key, text)
        ends = time.monotonic() + ANSWER_SECONDS
        while True:
            screen = await scene.standin.screen(channel, key)
            if any(entry["from"] == "bot" for entry in screen["messages"][before:]):
                break
            if time.monotonic() > ends:
                return False
            await scene.standin.screen(channel, key, screen["cursor"], 1.0)
    return True


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.mutations")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--bodies", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    for engine in given.engine or ENGINES:
        with database_of(engine) as (database, home):
            asyncio.run(run_mutations(database, home, bodies=given.bodies, seed=seed)).print(engine)


if __name__ == "__main__":
    main()
