"""The pages' own requests, as they are described and as they are not: never a fault of ours, always a kind sentence."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
import textwrap
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, openapi

from data.turns.backlog import measure_backlog
from staffbot.web import described
from tests.fuzz.conftest import SignedIn

EXAMPLES = 25
LEAVES = "/staff/leave"  # it would end the session that all others need
# A proof that the fuzzing gets through: what is sent as described must often be taken.
TAKEN = {200, 201, 202}
# What is made up is no sound form, and names no record.
NAMING = ("/preview", "/preview/say", "/publish", "/choices", "/history", "/edit", "/undo", "/panel", "/views/remove")
KANA = re.compile(r"[ぁ-んァ-ヶ一-龠]")
TRACE = re.compile(r"Traceback|File \"|Error:|Exception|sqlalchemy|<html", re.IGNORECASE)


def handlers(town) -> dict[str, Any]:
    """Every route of the staff pages: "POST /staff/console/say" -> route."""
    return {
        f"{route.method} {route.resource.canonical}": route
        for route in town.program.web_app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/staff/")
    }


def answers_json(handler: Any) -> bool:
    """Whether its function says so, or one of its file that it calls; wrappers are looked through."""
    handler = inspect.unwrap(handler)
    try:
        source = textwrap.dedent(inspect.getsource(handler))
    except (OSError, TypeError):
        return False
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    if any(isinstance(func, ast.Attribute) and func.attr == "json_response" for func in calls):
        return True
    named = [handler.__globals__.get(func.id) for func in calls if isinstance(func, ast.Name)]
    beside = [one for one in named if inspect.isfunction(one) and one.__module__ == handler.__module__]
    return any(answers_json(one) for one in beside if one is not handler)


async def test_every_route_that_answers_with_json_is_described(signed_in: SignedIn):
    found = handlers(signed_in.town)
    answering = {name for name, route in found.items() if answers_json(route.handler)}
    told = {name for name, route in found.items() if described.description_of(route) is not None}

    assert {"POST /staff/console/say", "PUT /staff/builder/{form}/draft"} <= answering
    assert answering == told


async def test_only_what_is_described_is_fuzzed_and_all_of_it(signed_in: SignedIn):
    paths = described.openapi(signed_in.town.program.web_app)["paths"]
    told = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    routes = handlers(signed_in.town)

    assert told == {name for name, route in routes.items() if described.description_of(route) is not None}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as-described", "otherwise"])
async def test_whatever_is_sent_the_answer_is_kind_and_no_fault(signed_in: SignedIn, mode):
    spec = described.openapi(signed_in.town.program.web_app)
    del spec["paths"][LEAVES]
    schema = openapi.from_dict(spec)
    schema.config.update(base_url=signed_in.base)
    operations = [found.ok() for found in schema.get_all_operations()]
    seen: dict[str, Counter[int]] = {}
    for operation in operations:
        seen[operation.label] = Counter()
        # An address without parameters can't be asked otherwise than it is described.
        with suppress(Unsatisfiable):
            await asyncio.to_thread(send, operation, mode, signed_in, seen[operation.label])
    await signed_in.town.program.turns.settled()

    backlog = await signed_in.town.program.store.view(measure_backlog)
    assert backlog.as_json()["inbox_parked"] == 0
    if mode is GenerationMode.POSITIVE:
        untaken = {label for label, statuses in seen.items() if not TAKEN & set(statuses)}
        assert {label for label in untaken if not label.endswith(NAMING)} == set(), seen


def send(operation: Any, mode: GenerationMode, signed_in: SignedIn, seen: Counter[int]) -> None:
    """Ask `EXAMPLES` times, the same each run."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            real = {"form": signed_in.form, "table": "shelters", "of": 0}
            case.path_parameters |= {name: real[name] for name in case.path_parameters or {} if name in real}
            if isinstance(case.body, dict) and "revision" in case.body:
                case.body["revision"] = revision_of(signed_in)
        if case.query and re.fullmatch(r"[0-9]+", str(case.query.get("wait", ""))):
            case.query["wait"] = 0  # long polls are tried elsewhere
        try:
            answer = case.call(base_url=signed_in.base, headers=dict(signed_in.headers), timeout=60)
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError):
            return  # what can't even be sent
        seen[answer.status_code] += 1
        looked_at(case, answer)

    ask()


def revision_of(signed_in: SignedIn) -> int:
    """The draft as it is now: who sends another is refused, which is tried elsewhere."""
    draft = f"{signed_in.base}/staff/builder/{signed_in.form}/draft"
    return int(requests.get(draft, headers=signed_in.headers, timeout=60).json()["revision"])


def looked_at(case: Any, answer: Any) -> None:
    """No fault, no traceback; a refusal is a sentence in Japanese."""
    told = (case.method, case.path, answer.status_code, answer.text[:300])
    assert answer.status_code < 500, told
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0].startswith("application/json"), told
        say = answer.json()["say"]
        assert KANA.search(say), told
        assert not TRACE.search(say), told
