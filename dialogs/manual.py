"""The manual's chapters: Markdown in `dialogs/content/manual/`, each beginning with a title and the nouns it is about.

    ---
    title: 避難所
    nouns: [避難所]
    ---
    Text in plain Japanese. What is typed or pressed stands in 「」, what is run on the server in `backticks`.

A chapter with nouns is for those who may use one of them; one without is for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dialogs.faults import ContentError, Fault
from dialogs.yamltext import read_yaml

FOLDER = Path(__file__).parent / "content" / "manual"
PICTURES = "/staff/static/manual/"

# In the order of the manual.
CHAPTERS = (
    "start",
    "console",
    "disaster",
    "shelters",
    "spots",
    "faq",
    "forms",
    "residents",
    "privacy",
    "staff",
    "logs",
    "settings",
    "stop",
    "backups",
    "keys",
    "trouble",
    "contract",
    "operator",
)

_HEAD = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_QUOTED = re.compile(r"「([^「」\n]+)」")
_TYPED = re.compile(r"`main\.py ([^`\s]+)[^`]*`")
_LINKED = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]*)\)")
_SHOWN = re.compile(r"!\[[^\]]*\]\(([^)\s]*)\)")


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading. `key` names it in the page's address; `html` is safe: nothing in it is raw."""

    key: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter. The first section, without a title, stands before the first heading; it may be empty.

    Attributes:
        nouns: as staff type them; none: everybody sees the chapter.
        source: the Markdown, without its head. line: the number of the source's first line in the file.
    """

    key: str
    title: str
    nouns: tuple[str, ...]
    sections: tuple[Section, ...]
    source: str
    line: int

    def quoted(self) -> Iterator[tuple[int, str]]:
        """(line in the file, text) of everything in 「」."""
        return self._found(_QUOTED)

    def typed(self) -> Iterator[tuple[int, str]]:
        """(line, command) of every `main.py command`."""
        return self._found(_TYPED)

    def linked(self) -> Iterator[tuple[int, str]]:
        """(line, target) of every link."""
        return self._found(_LINKED)

    def pictures(self) -> Iterator[tuple[int, str]]:
        """(line, file name) of every picture."""
        return self._found(_SHOWN)

    def _found(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(self.source.split("\n"), self.line):
            for match in pattern.finditer(line):
                yield number, match[1]


@cache
def load_manual(folder: Path = FOLDER) -> tuple[Chapter, ...]:
    """Every chapter, in order. Raises ContentError."""
    return tuple(read_chapter((folder / f"{key}.md").read_text(encoding="utf-8"), key) for key in CHAPTERS)


def read_chapter(text: str, key: str) -> Chapter:
    """One chapter from its file's text.

    Raises:
        ContentError: its head is missing or isn't title and nouns.
    """
    head = _HEAD.match(text)
    if head is None:
        raise ContentError(f"{key}.md", [Fault("manual.head", key, 1)])
    facts = read_yaml(head[1], f"{key}.md")
    title, nouns = (facts.get("title"), facts.get("nouns", [])) if isinstance(facts, dict) else (None, None)
    if not isinstance(title, str) or not isinstance(nouns, list) or not all(isinstance(one, str) for one in nouns):
        raise ContentError(f"{key}.md", [Fault("manual.head", key, 1)])
    source = text[head.end() :]
    line = text[: head.end()].count("\n") + 1
    return Chapter(key, title, tuple(nouns), _sections(source, key), source, line)


def _sections(source: str, key: str) -> tuple[Section, ...]:
    renderer = _renderer()
    parts: list[tuple[str, list[Any]]] = [("", [])]
    tokens = renderer.parse(source)
    at = 0
    while at < len(tokens):
        if tokens[at].type == "heading_open" and tokens[at].tag == "h2":
            parts.append((tokens[at + 1].content, []))
            at += 3
            continue
        parts[-1][1].append(tokens[at])
        at += 1
    return tuple(
        Section(key if not number else f"{key}-{number}", title, renderer.renderer.render(found, renderer.options, {}))
        for number, (title, found) in enumerate(parts)
    )


@cache
def _renderer() -> Any:
    """Markdown without raw HTML, with tables; pictures are our own files."""
    from markdown_it import MarkdownIt

    renderer: Any = MarkdownIt("commonmark", {"html": False}).enable("table")
    draw = renderer.renderer.rules["image"]

    def image(tokens: Any, index: int, options: Any, env: Any) -> str:
        token = tokens[index]
        token.attrSet("src", PICTURES + Path(str(token.attrGet("src"))).name)
        token.attrSet("loading", "lazy")
        return str(draw(tokens, index, options, env))

    renderer.renderer.rules["image"] = image
    return renderer
