"""Made-up residents of the sample town, without names: numbered, so that conditions have somebody to find."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from data.attributes.definitions import Catalog
from data.attributes.service import load_catalog
from data.clock import TOKYO
from data.db.changes import note_change
from data.residents.models import Resident
from data.residents.service import TOPIC

COUNT = 300
# Of LINE's form, but nobody's: whatever is sent to it reaches nobody.
PREFIX = "U" + "0" * 28
_OFTEN = ("sex", "residency", "home_area", "household_type", "occupation", "garbage_area", "delivery_time")
_SETS = ("topics", "hazards", "volunteering", "interests", "crops", "pets", "bus_lines")
_FLAGS = ("plain_japanese", "large_text", "evacuation_support", "care_needed", "car", "snow_help", "fire_brigade")
VILLAGE = 40  # the first areas of the list are the village's own


def put_sample_residents(session: Session, *, now: datetime) -> int:
    """Put them in where there are none yet; how many. Always the same ones."""
    known = select(func.count()).where(Resident.line_user_id.startswith(PREFIX))
    if session.scalar(known):
        return 0
    catalog, chance = load_catalog(session), random.Random(COUNT)
    today = now.astimezone(TOKYO).date()
    session.execute(
        insert(Resident),
        [
            {
                "channel": "public",
                "line_user_id": f"{PREFIX}{number:04}",
                "first_seen_at": now - timedelta(days=chance.randint(0, 700)),
                "is_friend": chance.random() > 0.08,
                "answers": _answers(catalog, chance, today),
                "revision": 0,
            }
            for number in range(1, COUNT + 1)
        ],
    )
    note_change(session, TOPIC)
    return COUNT


def _answers(catalog: Catalog, chance: random.Random, today: date) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    age = chance.choice((8, 15, *range(18, 60, 3), *range(60, 95, 2)))
    born = today - timedelta(days=age * 365 + chance.randint(0, 364))
    for key in _OFTEN:
        if key in catalog.by_key and chance.random() < 0.8:
            options = catalog.by_key[key].options
            few = options[:VILLAGE] if key == "home_area" and chance.random() < 0.85 else options
            answers[key] = chance.choice(few).value
    for key in _SETS:
        if key in catalog.by_key and chance.random() < 0.5:
            values = [option.value for option in catalog.by_key[key].options]
            chosen = set(chance.sample(values, min(len(values), chance.randint(1, 4))))
            answers[key] = [value for value in values if value in chosen]
    for key in _FLAGS:
        if key in catalog.by_key and chance.random() < 0.5:
            answers[key] = chance.random() < 0.25
    answers["birth_on"] = born.isoformat()
    answers["household_size"] = chance.randint(1, 6)
    answers["language"] = "ja" if chance.random() < 0.95 else "en"
    if 25 <= age <= 45 and chance.random() < 0.6:
        births = [today - timedelta(days=chance.randint(0, 17 * 365)) for _ in range(chance.randint(1, 3))]
        answers["children"] = [{"birth": birth.isoformat()} for birth in sorted(births)]
    if 22 <= age <= 40 and chance.random() < 0.1:
        answers["due_on"] = (today + timedelta(days=chance.randint(5, 250))).isoformat()
    return {key: value for key, value in answers.items() if key in catalog.by_key}
