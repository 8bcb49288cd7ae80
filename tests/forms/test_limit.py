"""A limit on accepted answers is exact, however many ask at once, on both engines."""

from __future__ import annotations

import asyncio

from data.forms.rules import FormRules
from data.forms.service import create_form
from data.forms.submissions import Filled, FormFull, accepted_count, submit
from data.residents.service import meet_resident
from tests.gate.sample import NOW

LIMIT, PEOPLE = 3, 12
RULES = FormRules(kind="survey", limit=LIMIT)


def make(session):
    return create_form(session, title="先着", kind="survey", now=NOW).id


def answer(session, form_id, number):
    resident = meet_resident(session, channel="public", line_user_id=f"U-{number}", now=NOW)
    return submit(
        session,
        form_id=form_id,
        channel="public",
        resident_id=resident.id,
        version=1,
        rules=RULES,
        filled=Filled({"q1": number}, [("q1", str(number), None)], str(number)),
        now=NOW,
    ).id


async def test_of_many_at_once_exactly_as_many_get_in_as_there_are_places(store):
    form_id = await store.write(make)

    outcomes = await asyncio.gather(
        *(store.submit(answer, (form_id, number), person=f"U-{number}") for number in range(PEOPLE)),
        return_exceptions=True,
    )

    assert sum(isinstance(one, int) for one in outcomes) == LIMIT
    assert sum(isinstance(one, FormFull) for one in outcomes) == PEOPLE - LIMIT
    assert await store.view(accepted_count, form_id=form_id, channel="public") == LIMIT
