"""Which resident attributes a form's answers are, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data.attributes.definitions import Catalog, Definition
from dialogs.fields.field import Field
from dialogs.form_nodes import Form, Group

# Kind of an attribute -> kinds of questions whose answers fit it.
FITTING: Mapping[str, frozenset[str]] = {
    "text": frozenset({"text", "long_text", "telephone", "email"}),
    "number": frozenset({"number", "calculated"}),
    "choice": frozenset({"choice"}),
    "multiple": frozenset({"multiple"}),
    "date": frozenset({"date", "birth_date"}),
    "birth_date": frozenset({"birth_date"}),
    "children": frozenset({"birth_date"}),
    "yes_no": frozenset({"yes_no", "consent"}),
}


def attribute_values(form: Form, answers: Mapping[str, Any], catalog: Catalog | None) -> dict[str, Any]:
    """attribute key -> typed value, of everything the form may write; None for what wasn't answered.

    Args:
        answers: nested, as they are submitted.
    """
    found: dict[str, Any] = {}
    for field, groups, definition in writing_fields(form, catalog):
        if definition.kind == "children":
            items = answers.get(groups[0].id, []) if groups else []
            births = sorted(item[field.id] for item in items if item.get(field.id))
            found[definition.key] = [{"birth": birth} for birth in births] or None
        else:
            value = answers.get(field.id)
            # An option retired while somebody was answering stands in the submission only; so does "nothing to choose".
            offered = _still_offered(definition, value) if definition.kind in ("choice", "multiple") else value
            if value is None or offered not in (None, []):
                found[definition.key] = offered
    return found


def known_answers(form: Form, values: Mapping[str, Any], catalog: Catalog | None) -> dict[str, Any]:
    """Nested answers a form can begin with, of what is known of a resident."""
    known: dict[str, Any] = {}
    for field, groups, definition in writing_fields(form, catalog):
        value = values.get(definition.key)
        if value in (None, []):
            continue
        if definition.kind == "children" and groups:
            known[groups[0].id] = [{field.id: child["birth"]} for child in value]
        elif definition.kind in ("choice", "multiple"):
            kept = _still_offered(definition, value)
            if kept:
                known[field.id] = kept
        else:
            known[field.id] = value
    return known


def writing_fields(form: Form, catalog: Catalog | None) -> Iterator[tuple[Field, tuple[Group, ...], Definition]]:
    """Every field that writes an attribute the town has now and that fits it, with the repeating groups around it."""
    for field, groups in form.columns():
        definition = catalog.by_key.get(field.attribute) if field.attribute and catalog is not None else None
        # One retired since is asked on, until the form is changed, and written nowhere.
        if definition is not None and not definition.is_retired and fits(field.kind.name, len(groups), definition):
            yield field, groups, definition


def fits(kind: str, depth: int, definition: Definition) -> bool:
    """Whether answers of a kind, inside so many repeating groups, can be written to an attribute."""
    return kind in FITTING[definition.kind] and depth == (1 if definition.kind == "children" else 0)


def _still_offered(definition: Definition, value: Any) -> Any:
    offered = {option.value for option in definition.offered}
    if isinstance(value, list):
        return [one for one in value if one in offered]
    return value if value in offered else None
