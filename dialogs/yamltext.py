"""YAML read strictly, each key and item remembering its line, so that a fault can say where it stands."""

from __future__ import annotations

import re
from typing import Any

import yaml

from dialogs.faults import ContentError, Fault

# Deeper than any form or scenario; the parser itself has no limit of its own.
DEEPEST = 40
LONGEST = 4_000_000  # characters

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


class LinedDict(dict[str, Any]):
    """A mapping that knows its line, and the line of each key."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class LinedList(list[Any]):
    """A list that knows its line, and the line of each item."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def line_of(container: object, key: str | int | None = None) -> int | None:
    """The line of `container[key]`, else of the container; None for plain dicts and lists."""
    if isinstance(container, LinedDict):
        return container.lines.get(key, container.line) if isinstance(key, str) else container.line
    if isinstance(container, LinedList):
        return container.lines[key] if isinstance(key, int) and key < len(container.lines) else container.line
    return None


def read_yaml(text: str, source: str) -> Any:
    """Read one YAML document into LinedDict, LinedList, str, int, float, bool and None.

    Stricter than YAML on purpose: `yes`, `12:30` and `2025-04-10` stay text, a key may stand only once, and anchors,
    tags and several documents are refused.

    Args:
        source: what a fault calls the document (a file's name).

    Raises:
        ContentError: it can't be read; one fault, with its line.
    """
    if len(text) > LONGEST:
        raise _error(source, "yaml.too_long", None, limit=LONGEST)
    try:
        return _build(text, source)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _error(source, "yaml.syntax", mark.line + 1 if mark else None, problem=error.problem or "") from None
    except yaml.YAMLError as error:  # a character YAML doesn't allow
        raise _error(source, "yaml.syntax", None, problem=str(error).split("\n")[0]) from None


def write_yaml(document: Any) -> str:
    """Plain JSON as YAML that `read_yaml` reads back as it was."""
    return yaml.dump(document, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100)


def plain(value: Any) -> Any:
    """Without the lines."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


class _Writer(yaml.CSafeDumper):
    """Writes the same list twice where it stands twice: what is read knows no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _build(text: str, source: str) -> Any:
    root: list[Any] = []
    open_containers: list[LinedDict | LinedList] = []
    keys: list[str | None] = []  # beside open_containers: the key that waits for its value

    def put(value: Any, line: int) -> None:
        if not open_containers:
            if root:
                raise _error(source, "yaml.several", line)
            root.append(value)
            return
        container = open_containers[-1]
        if isinstance(container, LinedList):
            container.append(value)
            container.lines.append(line)
            return
        key = keys[-1]
        if key is None:
            if not isinstance(value, str | int) or isinstance(value, bool):
                raise _error(source, "yaml.key", line)
            key = str(value)
            if key in container:
                raise _error(source, "yaml.duplicate_key", line, key=key)
            container.lines[key] = line
            keys[-1] = key
            return
        container[key] = value
        keys[-1] = None

    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent):
            continue
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _error(source, "yaml.anchor", line)
        if getattr(event, "tag", None) not in (None, "!"):
            raise _error(source, "yaml.tag", line)
        if isinstance(event, yaml.ScalarEvent):
            put(_scalar(event), line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(open_containers) >= DEEPEST:
                raise _error(source, "yaml.too_deep", line, limit=DEEPEST)
            if keys and keys[-1] is None and isinstance(open_containers[-1], LinedDict):
                raise _error(source, "yaml.key", line)
            container = LinedDict(line) if isinstance(event, yaml.MappingStartEvent) else LinedList(line)
            put(container, line)
            open_containers.append(container)
            keys.append(None)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            open_containers.pop()
            keys.pop()
    return root[0] if root else None


def _scalar(event: yaml.ScalarEvent) -> Any:
    value: str = event.value
    if not event.implicit[0]:  # quoted or a block: always text
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INTEGER.fullmatch(value):
        return int(value)
    if _DECIMAL.fullmatch(value):
        return float(value)
    return value


def _error(source: str, code: str, line: int | None, **facts: Any) -> ContentError:
    return ContentError(source, [Fault(code, "", line, facts)])
