"""What the pages' own requests send and get, as values beside their handlers; OpenAPI is made of it for the tests.

    @described(body=obj(text=TEXT), answers={202: obj(id=WHOLE)})
    async def say(request: web.Request) -> web.Response: ...

A refusal (any status from 400) is `{"say": a sentence}`, besides what a handler adds; that goes without saying.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

Schema = Mapping[str, Any]
H = TypeVar("H", bound=Callable[..., Any])

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": -(2**53) + 1, "maximum": 2**53 - 1}
COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {**COUNT, "maximum": 10**9 - 1}
WORD: Schema = {"type": "string", "pattern": "^[a-z]{1,20}$"}
ANYTHING: Schema = {"type": "object"}
JSON, FORM = "application/json", "multipart/form-data"
REFUSAL = {"description": "refused", "content": {JSON: {"schema": {"type": "object", "required": ["say"]}}}}
_PLACE = re.compile(r"\{(\w+)(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}")


@dataclass(frozen=True, slots=True)
class Described:
    """One handler's requests and answers. `query`: parameters of the address, all of them optional."""

    body: Schema | None = None
    kind: str = JSON
    query: Mapping[str, Schema] = field(default_factory=dict)
    answers: Mapping[int, Schema] = field(default_factory=dict)


def described(
    *,
    answers: Mapping[int, Schema],
    body: Schema | None = None,
    kind: str = JSON,
    query: Mapping[str, Schema] | None = None,
) -> Callable[[H], H]:
    """Describe a handler that answers with JSON. Wrappers made with `functools.wraps` keep the description."""

    def note(handler: H) -> H:
        handler.described = Described(body, kind, query or {}, answers)  # type: ignore[attr-defined]
        return handler

    return note


def obj(*optional: str, **fields: Schema) -> Schema:
    """An object with these fields. `optional`: the names of those that may be missing."""
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": dict(fields), "required": required}


def some(item: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": item}


def one_of(*words: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(words)}


def description_of(route: web.AbstractRoute) -> Described | None:
    """What stands beside the route's handler."""
    found = getattr(route.handler, "described", None)
    return found if isinstance(found, Described) else None


def openapi(app: web.Application) -> dict[str, Any]:
    """OpenAPI 3.1 of every described route of an application and of what is mounted in it."""
    paths: dict[str, dict[str, Any]] = {}
    for route in app.router.routes():
        found = description_of(route)
        if found is None or route.resource is None or route.method == "*":
            continue
        path = _PLACE.sub(lambda place: f"{{{place[1]}}}", route.resource.canonical)
        pattern = str(getattr(route.resource.get_info().get("pattern"), "pattern", ""))
        paths.setdefault(path, {})[route.method.lower()] = _operation(path, pattern, found)
    return {"openapi": "3.1.0", "info": {"title": "Madoguchi", "version": "1"}, "paths": paths}


def _operation(path: str, pattern: str, found: Described) -> dict[str, Any]:
    places = [
        {"name": name, "in": "path", "required": True, "schema": NUMBER if _is_number(name, pattern) else WORD}
        for name in _PLACE.findall(path)
    ]
    query = [{"name": name, "in": "query", "schema": schema} for name, schema in found.query.items()]
    answers: dict[str, Any] = {
        str(status): {"description": "done", "content": {JSON: {"schema": schema}}}
        for status, schema in found.answers.items()
    }
    operation: dict[str, Any] = {"parameters": [*places, *query], "responses": {**answers, "4XX": REFUSAL}}
    if found.body is not None:
        operation["requestBody"] = {"required": True, "content": {found.kind: {"schema": found.body}}}
    return operation


def _is_number(name: str, pattern: str) -> bool:
    """Whether a place in an address takes digits only."""
    return f"(?P<{name}>\\d" in pattern
