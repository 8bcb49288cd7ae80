"""A million made-up residents: the same answers as documents for our store and as a wide table for the yardstick."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.attributes.definitions import Catalog
from data.attributes.service import load_catalog
from data.attributes.starters import put_attributes
from data.clock import Clock
from dialogs.attribute_starters import load_attributes

BATCH = 10_000


def seeded(engine: Engine) -> Catalog:
    """The shipped attributes, put in."""
    with Session(engine) as session:
        put_attributes(session, starters=load_attributes(), now=Clock().now())
        session.commit()
        return load_catalog(session)


def documents(catalog: Catalog, count: int, today: date) -> Iterator[dict[str, Any]]:
    """Answers of so many residents; always the same ones. Most have answered about half of what is asked."""
    chance = random.Random(4)
    values = {one.key: [option.value for option in one.options] for one in catalog.definitions}
    days = [(today - timedelta(days=number)).isoformat() for number in range(95 * 365)]
    soon = [(today + timedelta(days=number)).isoformat() for number in range(270)]
    singles = ("sex", "age_band", "residency", "home_area", "work_area", "household_type", "language", "delivery_time")
    singles += ("occupation", "garbage_area")
    flags = ("plain_japanese", "large_text", "evacuation_support", "care_needed", "car", "snow_help", "fire_brigade")
    sets = ("topics", "crops", "hazards", "pets", "volunteering", "interests", "bus_lines")
    for number in range(count):
        answers: dict[str, Any] = {}
        for key in singles:
            if chance.random() < 0.7:
                answers[key] = chance.choice(values[key])
        for key in flags:
            if chance.random() < 0.5:
                answers[key] = chance.random() < 0.3
        for key in sets:
            if chance.random() < 0.4:
                listed = values[key]
                chosen = set(chance.choices(listed, k=3))
                answers[key] = [value for value in listed if value in chosen]
        if chance.random() < 0.8:
            answers["birth_on"] = chance.choice(days)
        if chance.random() < 0.3:
            births = sorted(chance.choices(days[: 18 * 365], k=chance.randint(0, 4)))
            answers["children"] = [{"birth": birth} for birth in births]
        if chance.random() < 0.6:
            answers["household_size"] = chance.randint(1, 8)
        if chance.random() < 0.01:
            answers["due_on"] = chance.choice(soon)
        if chance.random() < 0.1:
            answers["moved_in_on"] = chance.choice(days)
        if number % 10 == 0:
            answers |= {"name": f"住民{number}", "telephone": f"090-{number // 10000:04}-{number % 10000:04}"}
        yield answers


def is_friend(number: int) -> bool:
    """One in ten has blocked the account."""
    return number % 10 != 3


def put_residents(engine: Engine, catalog: Catalog, count: int, today: date) -> None:
    """Everybody as a row of `resident`."""
    sql = "INSERT INTO resident (channel, line_user_id, first_seen_at, is_friend, answers, revision) VALUES ("
    sql += "'public', ?, '2026-01-01 00:00:00.000000', ?, ?, 0)"
    connection = engine.raw_connection()
    rows: list[tuple[Any, ...]] = []
    for number, answers in enumerate(documents(catalog, count, today)):
        rows.append((f"U{number:032}", is_friend(number), orjson.dumps(answers).decode()))
        if len(rows) == BATCH:
            connection.cursor().executemany(sql, rows)
            connection.commit()
            rows = []
    connection.cursor().executemany(sql, rows)
    connection.commit()
    connection.close()
