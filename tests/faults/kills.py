"""`kill -9` at random moments under load: `python -m tests.faults.kills [--engine sqlite] [--kills 50] [--seed 1]`.

A moment is drawn from what can be interrupted: some time after the start, the middle of a start, right after LINE heard
its 200, or right after LINE accepted an answer and before we could hear of it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.gateways.line.standin.request_log import LoggedCall
from tests.databases import Database
from tests.faults.casting import cast
from tests.faults.counting import Count, count, print_table
from tests.faults.engines import ENGINES, database_of
from tests.faults.program import Program
from tests.faults.scene import Scene, open_scene

MOMENTS = ("running", "running", "starting", "accepted", "answered")
LONGEST_RUN_SECONDS = 1.2
LONGEST_WAIT_SECONDS = 20.0


@dataclass
class Kill:
    """One kill: which kind of moment, and how far into it (seconds, or the nth event)."""

    moment: str
    at: float


@dataclass
class Kills:
    """What was done and what was seen."""

    seed: int
    kills: list[Kill] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    seconds: float = 0.0
    count: Count = field(default_factory=Count)
    impatient: list[str] = field(default_factory=list)

    def is_bad(self) -> bool:
        """A message was lost or repeated, a person waited in vain, or the log holds a fault."""
        return self.count.is_bad() or bool(self.impatient or self.count.tracebacks)

    def print(self, engine: str) -> None:
        """Print what was seen."""
        moments = Counter(kill.moment for kill in self.kills)
        print_table(
            f"kill -9, {engine}, seed {self.seed}",
            [
                ("kills", len(self.kills)),
                *((f"  while {moment}", times) for moment, times in sorted(moments.items())),
                ("seconds", round(self.seconds)),
                ("slowest start, seconds", round(max(self.starts), 1)),
                ("people who waited in vain", len(self.impatient)),
                *self.count.rows(),
            ],
        )


class Striker:
    """Kills the program, when told to, at the nth webhook answered with 200 or the nth answer LINE accepts."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._moment = ""
        self._left = 0
        note = scene.heard.note
        add = scene.standin.world.log.add

        def heard(events: object, status: int | None, now_ms: int) -> None:
            note(events, status, now_ms)  # type: ignore[arg-type]
            if status == 200:
                self._passed("accepted")

        def called(call: LoggedCall) -> None:
            add(call)
            if call.endpoint in ("reply", "push") and call.status == 200:
                self._passed("answered")

        scene.heard.note = heard  # type: ignore[method-assign]
        scene.standin.world.log.add = called  # type: ignore[method-assign]

    def arm(self, moment: str, left: int) -> None:
        """Strike at the `left`th time from now."""
        self._moment, self._left = moment, left

    def _passed(self, moment: str) -> None:
        if moment == self._moment:
            self._left -= 1
            if self._left == 0:
                self._moment = ""
                assert isinstance(self._scene.program, Program)
                self._scene.program.strike()


def random_moments(kills: int, seed: int) -> list[str]:
    """So many moments to kill at."""
    chance = random.Random(seed)
    return [chance.choice(MOMENTS) for _ in range(kills)]


async def run_kills(database: Database, home: Path, *, moments: Sequence[str], seed: int, people: int = 24) -> Kills:
    """Kill the program at each of these moments while people talk; settle; count."""
    chance = random.Random(seed)
    done = Kills(seed)
    began = time.monotonic()
    keys = [f"p{number:02}" for number in range(people)]
    async with open_scene(database, home, people=keys) as scene:
        done.starts.append(await scene.program.start())
        talkers = await cast(scene, keys, seed)
        enough = asyncio.Event()
        talking = [asyncio.create_task(talker.talk(enough)) for talker in talkers]
        striker = Striker(scene)
        for moment in moments:
            done.kills.append(await _one_kill(scene, striker, chance, moment, done.starts[0], people))
            done.starts.append(await scene.program.start())
        enough.set()
        ended = await asyncio.gather(*talking, return_exceptions=True)
        for talker, end in zip(talkers, ended, strict=True):
            if isinstance(end, BaseException):
                done.impatient.append(f"{talker.key}: {end!r}")
        await scene.settled()
        done.count = await count(scene, talkers)
    done.seconds = time.monotonic() - began
    return done


async def _one_kill(
    scene: Scene, striker: Striker, chance: random.Random, moment: str, start_seconds: float, people: int
) -> Kill:
    program = scene.program
    assert isinstance(program, Program)
    if moment in ("accepted", "answered"):
        left = chance.randint(1, 2 * people)
        striker.arm(moment, left)
        with contextlib.suppress(TimeoutError):  # everybody may be waiting for everything
            await asyncio.wait_for(program.gone(), LONGEST_WAIT_SECONDS)
        await program.kill()
        return Kill(moment, left)
    if moment == "starting":
        await program.kill()
        await program.spawn()
    seconds = chance.uniform(0, start_seconds if moment == "starting" else LONGEST_RUN_SECONDS)
    await asyncio.sleep(seconds)
    await program.kill()
    return Kill(moment, round(seconds, 3))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    for engine in given.engine or ENGINES:
        with database_of(engine) as (database, home):
            moments = random_moments(given.kills, seed)
            asyncio.run(run_kills(database, home, moments=moments, seed=seed)).print(engine)


if __name__ == "__main__":
    main()
