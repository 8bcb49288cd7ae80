"""LINE failing for a while: `python -m tests.faults.line_outages [--engine …] [--weather …] [--seconds 60]`.

Short outages first, after which nothing may have been said twice and nothing paid for; then long ones, beyond the life
of the reply tokens, after which only rows marked resent may stand twice.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.gateways.line.standin import StandIn
from data.turns import speaker
from tests.databases import Database
from tests.faults.casting import cast
from tests.faults.counting import Count, count, print_table
from tests.faults.engines import ENGINES, database_of
from tests.faults.scene import Scene, open_scene

SHORT_PART = 0.4  # of a reply token's life
CHANGE_SECONDS = 0.3

Storm = tuple[str, float]  # (name of a weather, seconds)
Weather = Callable[[StandIn, random.Random], None]


def _status(status: int) -> Weather:
    return lambda standin, chance: standin.fault("*", "status", status=status)


def _slow(standin: StandIn, chance: random.Random) -> None:
    standin.fault("*", "delay", seconds=slow_seconds())


def _changing(standin: StandIn, chance: random.Random) -> None:
    kind = chance.choice(("status", "status", "delay", "drop", "drop_after_accept"))
    endpoint = chance.choice(("*", "*", "reply", "validate/reply"))
    standin.fault(endpoint, kind, status=chance.choice((429, 500, 503)), seconds=slow_seconds())


WEATHERS: dict[str, Weather] = {
    "500": _status(500),
    "429": _status(429),
    "slow": _slow,
    "dropped": lambda standin, chance: standin.fault("*", "drop"),
    "accepted-then-dropped": lambda standin, chance: standin.fault("*", "drop_after_accept"),
    "replies-accepted-then-dropped": lambda standin, chance: standin.fault("reply", "drop_after_accept"),
    "changing": _changing,
}


def short_seconds() -> float:
    """An outage of which every reply token sees the end."""
    return SHORT_PART * speaker.TOKEN_YOUNG_SECONDS


def slow_seconds() -> float:
    """A little more than we wait for an answer to a reply."""
    from data.gateways.line import endpoints

    return (endpoints.REPLY.timeout.total or 0) * 1.15


@dataclass
class Outages:
    """What was done and what was seen."""

    storms: Sequence[Storm]
    seed: int
    pushes_after_short: int = 0
    twice_after_short: list[str] = field(default_factory=list)
    seconds: float = 0.0
    count: Count = field(default_factory=Count)
    impatient: list[str] = field(default_factory=list)

    def is_bad(self) -> bool:
        """A message was lost or repeated unmarked, or a push paid for while the token was young.

        Where the machine itself stood still for a token's life, a push after a short outage was due, and may repeat.
        """
        twice = self.twice_after_short and not self.pushes_after_short
        return self.count.is_bad() or bool(self.impatient or self.count.tracebacks or twice)

    def print(self, engine: str) -> None:
        """Print what was seen."""
        print_table(
            f"LINE failing, {engine}, seed {self.seed}",
            [
                *((f"outage: {weather}", f"{seconds:.3g} s") for weather, seconds in self.storms),
                ("seconds in all", round(self.seconds)),
                ("twice after the short ones", len(self.twice_after_short)),
                ("pushes after the short ones", self.pushes_after_short),
                ("people who waited in vain", len(self.impatient)),
                *self.count.rows(),
            ],
        )


async def run_outages(
    database: Database, home: Path, *, storms: Sequence[Storm], seed: int, people: int = 18, is_local: bool = False
) -> Outages:
    """Outages, short ones first, while people talk; settle after each; count."""
    done = Outages(storms, seed)
    began = time.monotonic()
    keys = [f"p{number:02}" for number in range(people)]
    async with open_scene(database, home, people=keys, is_local=is_local) as scene:
        await scene.program.start()
        talkers = await cast(scene, keys, seed)
        for weather, seconds in storms:
            enough = asyncio.Event()
            talking = [asyncio.create_task(talker.talk(enough)) for talker in talkers]
            await _storm(scene, WEATHERS[weather], seconds, random.Random(seed))
            enough.set()
            ended = await asyncio.gather(*talking, return_exceptions=True)
            done.impatient += [repr(end) for end in ended if isinstance(end, BaseException)]
            await scene.settled()
            if seconds <= short_seconds():
                done.pushes_after_short = sum(call.endpoint == "push" for call in scene.asked)
                done.twice_after_short = [
                    text for talker in talkers for text in (await talker.heard() - talker.expected).elements()
                ]
        done.count = await count(scene, talkers)
    done.seconds = time.monotonic() - began
    return done


async def _storm(scene: Scene, weather: Weather, seconds: float, chance: random.Random) -> None:
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        scene.standin.clear_faults()
        weather(scene.standin, chance)
        await asyncio.sleep(min(left, CHANGE_SECONDS))
    scene.standin.clear_faults()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.line_outages")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--weather", choices=list(WEATHERS), action="append")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args(arguments)
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    for engine in given.engine or ENGINES:
        for weather in given.weather or WEATHERS:
            with database_of(engine) as (database, home):
                storms = [(weather, short_seconds()), (weather, given.seconds)]
                asyncio.run(run_outages(database, home, storms=storms, seed=seed)).print(engine)


if __name__ == "__main__":
    main()
