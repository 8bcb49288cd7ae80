"""What the commands about residents share: the catalog and the mirror at hand, and residents as staff read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from data.ages import age_on
from data.attributes.definitions import Catalog, Definition
from data.attributes.reading import shown
from data.attributes.service import load_catalog
from data.errors import DomainError
from data.residents.models import Resident
from data.residents.service import TOPIC
from data.segments.condition import Condition
from data.segments.faults import ConditionFault
from data.segments.language import read_condition
from data.segments.mirror import Mirror
from data.segments.service import segment_names
from data.turns.turn import Channel
from dialogs.render.line import render
from dialogs.talk import Choice, Say, Speech
from dialogs.wording import load_wording
from staffbot.command import Call, Conditions

SHORT = ("home_area", "age_band", "household_type")
NAME_KEY = "name"
OFFERED = 12
TEST_WORDS = load_wording().variants("residents_staff.test_words")


class MirrorLoading(DomainError):
    """The residents of a big town are still being read, seconds after the start."""

    code = "segments.loading"


def catalog_of(call: Call) -> Catalog:
    """The attributes as of this turn."""
    known: Catalog | None = call.turn.snapshots.get("attributes")
    return known if known is not None else load_catalog(call.session)


def mirror_of(call: Call) -> Mirror:
    """The mirror, ready to be asked.

    Raises:
        MirrorLoading: see there.
    """
    mirror: Mirror | None = call.turn.snapshots.get(TOPIC)
    if mirror is None:
        mirror = Mirror()
        mirror.load(call.session)
    if not mirror.is_ready:
        raise MirrorLoading
    return mirror


def condition_of(call: Call, text: str) -> Condition:
    """A typed condition.

    Raises:
        ConditionFault: see there.
    """
    return read_condition(text, catalog_of(call), today=call.today, segments=segment_names(call.session))


def fault_speech(call: Call, fault: ConditionFault, line: str) -> Speech:
    """Why a condition can't be read, and the mended ones as buttons that type `line` with them."""
    words, facts = call.words, fault.facts
    said = words(f"segments.faults.{facts['reason']}", typed=facts["typed"], name=facts["name"])
    if facts["near"]:
        said += "\n" + words("segments.perhaps", near="、".join(facts["near"]))
    if offered := facts["offered"]:
        shown_ones = "、".join(offered[:OFFERED])
        key = "some_offered" if len(offered) > OFFERED else "offered"
        said += "\n" + words(f"segments.{key}", options=shown_ones, count=len(offered))
    choices = [
        Choice(near[:40], "text", text=f"{line} {mended}"[:300])
        for near, mended in zip(facts["near"], fault.mended, strict=True)
    ]
    choices.append(Choice(words("segments.how"), "text", text=words("segments.how_line")))
    return Speech([Say(said)], choices)


def take_channel(conditions: Conditions) -> tuple[Channel, str]:
    """The channel that is meant (public unless テスト was typed) and the text without that word."""
    words = conditions.text.split(" ")
    kept = [word for word in words if word not in TEST_WORDS]
    return ("test" if len(kept) < len(words) else "public"), " ".join(kept).strip()


def named(resident: Resident) -> str:
    """`#12 花子`, or only the number."""
    return f"#{resident.id} {resident.answers.get(NAME_KEY, '')}".strip()


def short_line(call: Call, catalog: Catalog, resident: Resident) -> str:
    """A few answers in one line, for lists."""
    parts = [] if resident.is_friend else [call.words("residents_staff.blocked")]
    if (birth := resident.answers.get("birth_on")) is not None:
        age = age_on(date.fromisoformat(birth), call.today)
        parts.append(call.words("residents_staff.years", age=age))
    parts += [
        shown(catalog.by_key[key], resident.answers.get(key))
        for key in SHORT
        if key in catalog.by_key and key in resident.answers
    ]
    return "・".join(part for part in parts if part) or call.words("residents_staff.no_answers")


def value_shown(call: Call, definition: Definition, value: Any) -> str:
    """A value for people: dates with the age they mean."""
    text = shown(definition, value)
    if value is None:
        return call.words("residents_staff.none")
    if definition.kind == "birth_date":
        return call.words("residents_staff.birth", day=date.fromisoformat(value), age=_age(call, value))
    if definition.kind == "date":
        return call.words("residents_staff.day", day=date.fromisoformat(value))
    if definition.kind == "children":
        lines = [
            call.words("residents_staff.birth", day=date.fromisoformat(one["birth"]), age=_age(call, one["birth"]))
            for one in value
        ]
        return "\n".join(lines) or call.words("residents_staff.no_children")
    return text


def changes_shown(call: Call, catalog: Catalog, changes: Mapping[str, Sequence[Any]]) -> list[tuple[str, str]]:
    """(item, 前 → 後) of each changed value."""
    lines = []
    for key, (before, after) in changes.items():
        definition = catalog.by_key.get(key)
        if definition is not None:
            was, now = (value_shown(call, definition, value) for value in (before, after))
            lines.append((definition.name, call.words("residents_staff.from_to", before=was, after=now)))
    return lines


def tell_resident(call: Call, resident: Resident, speech: Speech) -> bool:
    """Send something into the resident's chat; False when they have blocked the account."""
    if not resident.is_friend:
        return False
    channel: Channel = "test" if resident.channel == "test" else "public"
    call.turn.tell(channel, resident.line_user_id, *render(speech, None))
    return True


def _age(call: Call, birth: str) -> int:
    return age_on(date.fromisoformat(birth), call.today)
