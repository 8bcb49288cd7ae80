"""Who talks in a fault test."""

from __future__ import annotations

import random
from collections.abc import Sequence

from dialogs.wording import load_wording
from tests.faults.scene import Scene
from tests.faults.talk import CONVERSATIONS, Asker, Rehearser, Talker, Walker, Wonderer


async def cast(scene: Scene, keys: Sequence[str], seed: int) -> list[Talker]:
    """Everybody who talks, after a rehearsal: a third ask, some wonder, the others walk; Sato at the staff counter."""

    def chance(key: str) -> random.Random:
        return random.Random(f"{seed} {key}")

    resident = Rehearser(scene, "rehearsal", chance("rehearsal"))
    clerk = Rehearser(scene, "rehearsal", chance("rehearsal"), "staff")
    heard = {name: await (clerk if name == "staff" else resident).walk(steps) for name, steps in CONVERSATIONS.items()}
    unanswered = load_wording()("faq.unanswered")
    walks = [name for name in CONVERSATIONS if name != "staff"]
    sato = Walker(scene, "sato", chance("sato"), CONVERSATIONS["staff"], heard["staff"], "staff")
    talkers: list[Talker] = [resident, clerk, sato]
    for number, key in enumerate(keys):
        if number % 6 in (0, 1):
            talkers.append(Asker(scene, key, chance(key)))
        elif number % 6 == 2:
            talkers.append(Wonderer(scene, key, chance(key), unanswered))
        else:
            name = walks[number % 6 - 3]
            talkers.append(Walker(scene, key, chance(key), CONVERSATIONS[name], heard[name]))
    return talkers
