"""A form's own file: YAML (or JSON) with its questions and settings, read with each fault's line, and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from data.attributes.definitions import Catalog
from dialogs.faults import ContentError, Fault
from dialogs.form import compile_form
from dialogs.form_check import attribute_faults
from dialogs.form_editing import places
from dialogs.wording import Wording, load_wording
from dialogs.yamltext import plain, read_yaml, write_yaml

# Questions stand last, below what is about the form as a whole.
_LAST = "fields"
_NO_ID = "form"
# Of every node its neighbours and its contents are compared by themselves.
_APART = frozenset({"id", "fields"})


@dataclass(frozen=True, slots=True)
class FormFile:
    """What a file holds: plain JSON, sound when `faults` is empty."""

    document: dict[str, Any]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """What is other in a second document: questions by their labels, settings by their keys."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    is_reordered: bool = False
    settings: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Differences()


def read_form_file(text: str, catalog: Catalog | None = None, words: Wording | None = None) -> FormFile:
    """The document in a text, and everything that is wrong with it. Never raises.

    Args:
        catalog: the town's attributes; None doesn't look at what questions write.
    """
    try:
        document = _parsed(text)
        if not isinstance(document, dict):
            return FormFile({}, (Fault("form.shape"),))
        document.setdefault("id", _NO_ID)
        form = compile_form(document, "form", words or load_wording())
        faults = tuple(attribute_faults(form, catalog)) if catalog is not None else ()
        return FormFile(plain(document), faults)
    except ContentError as error:
        return FormFile({}, tuple(error.faults))
    except (RecursionError, TypeError, ValueError, OverflowError, AttributeError):
        return FormFile({}, (Fault("form.shape"),))


def write_form_file(document: Mapping[str, Any]) -> str:
    """A document as `read_form_file` reads it back."""
    return write_yaml({key: document[key] for key in sorted(document, key=lambda key: key == _LAST)})


def fault_lines(faults: tuple[Fault, ...], words: Wording) -> list[str]:
    """Each fault as its author reads it: line, question, what to mend."""
    return [_fault_line(fault, words) for fault in sorted(faults, key=lambda one: one.line or 0)]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Differences:
    """What `after` has otherwise than `before`; questions are known by their ids."""
    old, new = dict(_nodes(before)), dict(_nodes(after))
    kept = [key for key in new if key in old]
    keys = [key for key in (*before, *(key for key in after if key not in before)) if key not in _APART]
    return Differences(
        added=tuple(_label(key, new[key]) for key in new if key not in old),
        removed=tuple(_label(key, old[key]) for key in old if key not in new),
        changed=tuple(_label(key, new[key]) for key in kept if _own(old[key]) != _own(new[key])),
        is_reordered=[key for key in old if key in new] != kept,
        settings=tuple(key for key in keys if before.get(key) != after.get(key)),
    )


def _parsed(text: str) -> Any:
    try:
        return read_yaml(text, "form")
    except ContentError as error:
        # What is JSON but not quite YAML (tabs, escaped pairs) is taken too, without its lines.
        if error.faults[0].code != "yaml.syntax" or not text.lstrip().startswith("{"):
            raise
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            raise error from None


def _fault_line(fault: Fault, words: Wording) -> str:
    sentence = words(f"content.{fault.code}", **{**fault.facts, "where": fault.where})
    where = words("forms_staff.file.where", where=fault.where) if fault.where else ""
    if fault.line is None:
        return f"{where}{sentence}"
    return words("forms_staff.file.line", line=fault.line, where=where, sentence=sentence)


def _nodes(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place in places(document):
        yield str(place.node.get("id")), place.node


def _own(node: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in _APART}


def _label(node_id: str, node: Mapping[str, Any]) -> str:
    return str(node.get("label") or node_id)
