"""Small checks that combine into tables of what LINE accepts.

A check is called with (value, path, findings) and notes faults under the path of the property, as LINE does
(`messages[0].text`). Properties no table knows are noted apart, because LINE doesn't say what it does with them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.gateways.line.standin.rules.counting import graphemes, utf16_units


@dataclass
class Findings:
    """What a reading of one body found: faults as LINE's `details`, and unknown property paths."""

    allow_http: bool = False
    faults: list[dict[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def fault(self, message: str, path: str) -> None:
        """Note one fault; `path` is LINE's `property`."""
        self.faults.append({"message": message, "property": path})


Check = Callable[[Any, str, Findings], None]
INT32_MAX = 2**31 - 1
INT64_MAX = 2**63 - 1


def join(path: str, name: str) -> str:
    """Return the path of a property inside an object."""
    return f"{path}.{name}" if path else name


class Shape:
    """An object with known properties; `also` looks at the whole once every property is right."""

    def __init__(self, fields: Mapping[str, Check], required: str = "", also: Check | None = None) -> None:
        self.fields = dict(fields)
        self.required = tuple(required.split())
        self.also = also

    def __call__(self, value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.fault("must be an object", path)
            return
        before = len(findings.faults)
        for name in self.required:
            if name not in value:
                findings.fault("must be specified", join(path, name))
        for name, item in value.items():
            check = self.fields.get(name)
            if check is None:
                findings.unknown.append(join(path, name))
            else:
                check(item, join(path, name), findings)
        if self.also is not None and len(findings.faults) == before:
            self.also(value, path, findings)


class OneOf:
    """An object read by the table that its `type` names. Tables may be added after building (recursion)."""

    def __init__(self, tables: Mapping[str, Check] | None = None) -> None:
        self.tables: dict[str, Check] = dict(tables or {})

    def __call__(self, value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.fault("must be an object", path)
            return
        kind = value.get("type")
        if kind is None:
            findings.fault("must be specified", join(path, "type"))
            return
        table = self.tables.get(kind) if isinstance(kind, str) else None
        if table is None:
            names = ", ".join(sorted(self.tables))
            findings.fault(f"Must be one of the following values: [{names}]", join(path, "type"))
            return
        table(value, path, findings)


def anything(value: Any, path: str, findings: Findings) -> None:
    """Accept whatever stands there (already read by another check)."""


def text(most: int, least: int = 1, by_grapheme: bool = False) -> Check:
    """A string of `least`..`most` UTF-16 units, or graphemes."""

    def check(value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, str):
            findings.fault("must be a string", path)
        elif not value and least:
            findings.fault("May not be empty", path)
        elif by_grapheme:
            # A grapheme is one code point or more, so short strings need no segmentation.
            if len(value) > most and graphemes(value) > most:
                findings.fault(f"Length must be between {least} and {most}", path)
        elif len(value) * 2 > most and utf16_units(value) > most:
            findings.fault(f"Length must be between {least} and {most}", path)

    return check


def matching(pattern: str, message: str = "invalid value") -> Check:
    """A string that the whole pattern describes."""
    import re

    whole = re.compile(pattern)

    def check(value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, str):
            findings.fault("must be a string", path)
        elif not whole.fullmatch(value):
            findings.fault(message, path)

    return check


def choice(*values: str) -> Check:
    """One of the given strings."""

    def check(value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, str) or value not in values:
            findings.fault(f"Must be one of the following values: [{', '.join(values)}]", path)

    return check


def whole(least: int = -INT32_MAX - 1, most: int = INT32_MAX) -> Check:
    """An integer within bounds."""

    def check(value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            findings.fault("must be an integer", path)
        elif not least <= value <= most:
            findings.fault(f"Must be between {least} and {most}", path)

    return check


def number(least: float, most: float) -> Check:
    """A number within bounds."""

    def check(value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool):
            findings.fault("must be a number", path)
        elif not least <= value <= most:
            findings.fault(f"Must be between {least} and {most}", path)

    return check


def boolean(value: Any, path: str, findings: Findings) -> None:
    """Accept true or false."""
    if not isinstance(value, bool):
        findings.fault("must be a boolean", path)


def listing(item: Check, least: int, most: int) -> Check:
    """A list of `least`..`most` items, each read by `item`."""

    def check(value: Any, path: str, findings: Findings) -> None:
        if not isinstance(value, list):
            findings.fault("must be an array", path)
            return
        if not least <= len(value) <= most:
            findings.fault(f"Size must be between {least} and {most}", path)
        for index, entry in enumerate(value):
            item(entry, f"{path}[{index}]", findings)

    return check
