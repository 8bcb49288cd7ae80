"""Everything that is wrong with a form's document, each with its place and a sentence for its author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.attributes.definitions import Catalog
from dialogs.faults import ContentError, Fault
from dialogs.fields.options import OptionSettings
from dialogs.form import compile_form
from dialogs.form_attributes import FITTING, fits
from dialogs.form_nodes import Form
from dialogs.form_rules import LAST, read_moment
from dialogs.wording import Wording, load_wording


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend before a form can be published.

    Attributes:
        place: id of the field or group; "" when it is the form's own.
        key: the property meant ("label", "closes_at"), "" when not known.
        sentence: Japanese, without the place. `code`: of the fault, for tests and pages.
    """

    place: str
    key: str
    sentence: str
    code: str


def check_form(document: Any, catalog: Catalog | None = None, words: Wording | None = None) -> list[Problem]:
    """Every problem, in the order of the form. Never raises; an empty list may be published.

    Args:
        document: any JSON.
        catalog: the town's attributes; None doesn't look at what fields write.
    """
    words = words or load_wording()
    try:
        form = compile_form(document, "form", words)
    except ContentError as error:
        problems = [_problem(fault, words) for fault in error.faults]
        return _in_order(document, problems)
    except (RecursionError, TypeError, ValueError, OverflowError, AttributeError):
        # A page sends what it likes; the compiler expects what YAML can hold.
        return [_problem(Fault("form.shape"), words)]
    return [_problem(fault, words) for fault in attribute_faults(form, catalog)] if catalog is not None else []


def form_warnings(document: Any, now: datetime, words: Wording | None = None) -> list[Problem]:
    """What may be published all the same, but is hardly meant: an end that is over already. Never raises.

    Args:
        document: any JSON.
    """
    try:
        end = read_moment(document.get("closes_at"), LAST) if isinstance(document, Mapping) else None
    except ValueError:
        return []  # one of the problems
    if end is None or end >= now:
        return []
    return [_problem(Fault("form.over_already", facts={"key": "closes_at", "at": end}), words or load_wording())]


def attribute_faults(form: Form, catalog: Catalog) -> Iterator[Fault]:
    """Questions that would write an attribute the town doesn't have, or that their answers don't fit."""
    for field, groups in form.columns():
        if not field.attribute:
            continue
        definition = catalog.by_key.get(field.attribute)
        if definition is None or definition.is_retired:
            yield Fault("form.unknown_attribute", field.id, field.line, {"key": field.attribute})
        elif not fits(field.kind.name, len(groups), definition) or definition.kind not in FITTING:
            yield Fault("form.attribute_kind", field.id, field.line, {"key": "attribute", "name": definition.name})
        elif isinstance(field.settings, OptionSettings) and field.settings.source and not definition.offered:
            yield Fault("form.nothing_offered", field.id, field.line, {"key": "attribute", "name": definition.name})


def _problem(fault: Fault, words: Wording) -> Problem:
    key = str(fault.facts.get("key", ""))
    # On the page and in the chat a setting goes by its name (受付の終わり); the document's word is for files.
    name = f"palette.property.{key}"
    told = {**fault.facts, "where": fault.where, **({"key": words(name)} if key and name in words else {})}
    return Problem(fault.where, key, words(f"content.{fault.code}", **told), fault.code)


def _in_order(document: Any, problems: list[Problem]) -> list[Problem]:
    places = {"": -1}
    if isinstance(document, Mapping):
        for number, node_id in enumerate(_ids(document.get("fields"))):
            places.setdefault(node_id, number)
    return sorted(problems, key=lambda one: places.get(one.place, len(places)))


def _ids(listed: Any, depth: int = 0) -> Iterator[str]:
    if not isinstance(listed, list) or depth > 20:
        return
    for node in listed:
        if isinstance(node, Mapping):
            yield str(node.get("id", ""))
            yield from _ids(node.get("fields"), depth + 1)
