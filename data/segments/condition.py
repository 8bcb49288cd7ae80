"""A condition as a tree of values. It names attributes and options by key, so it outlives their renaming."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Aspect = Literal["value", "age", "month", "count"]
Op = Literal["=", ">=", "<=", ">", "<", "between", "contains", "set", "unset"]

# Beside attributes: what every resident has.
REGISTERED, NUMBER = "#registered", "#number"


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison. Who has no value of the attribute meets none but "unset".

    `values`: option values, numbers, True or False, texts, months (1 to 12), or date tokens (`data.segments.periods`),
    any of which will do for "="; one for the other operators; (low, high), both included, for "between"; none for "set"
    and "unset". Of several choices or children, one that meets it is enough.
    """

    key: str
    aspect: Aspect
    op: Op
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """Every part is met."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is met."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is not met: those without an answer are in."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Within:
    """The condition of a saved segment, as it is then."""

    segment_id: int


Condition: TypeAlias = Compare | All | AnyOf | Not | Within
EVERYBODY = All(())


def to_document(condition: Condition) -> dict[str, Any]:
    """As JSON."""
    match condition:
        case Compare(key, aspect, op, values):
            return {"key": key, "aspect": aspect, "op": op, "values": list(values)}
        case All(parts):
            return {"all": [to_document(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_document(part) for part in parts]}
        case Not(part):
            return {"not": to_document(part)}
        case Within(segment_id):
            return {"segment": segment_id}


def from_document(document: dict[str, Any]) -> Condition:
    """What `to_document` made."""
    if "all" in document:
        return All(tuple(map(from_document, document["all"])))
    if "any" in document:
        return AnyOf(tuple(map(from_document, document["any"])))
    if "not" in document:
        return Not(from_document(document["not"]))
    if "segment" in document:
        return Within(int(document["segment"]))
    return Compare(document["key"], document["aspect"], document["op"], tuple(document["values"]))


def leaves(condition: Condition) -> Iterator[Compare | Within]:
    """Every comparison and segment in it."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Compare() | Within():
            yield condition
