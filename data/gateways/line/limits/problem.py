"""What is wrong with a message, told so that a page can point at the spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Fault = Literal[
    "missing",
    "wrong_type",
    "empty",
    "too_long",
    "too_many",
    "too_few",
    "too_large",
    "too_deep",
    "out_of_range",
    "unknown_type",
    "unknown_value",
    "unknown_property",
    "not_allowed_here",
    "not_https",
    "bad_url",
    "bad_format",
    "exclusive",
    "differs",
    "not_last",
    "no_placeholder",
    "unencodable",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of LINE's rules.

    Attributes:
        path: where, like `messages[0].template.columns[3].text`.
        message: a word of `Fault`; the wording for people is made from it elsewhere.
        limit: what LINE allows, when that is a number or a list of words.
        actual: what was found, when that is short.
    """

    path: str
    message: Fault
    limit: Any = None
    actual: Any = None


# The whole for a root, else (path of the owner, name or index): put into words only for a problem.
Path = str | tuple["Path", str | int]


class MessagesRefused(ValueError):
    """Messages LINE would refuse, and only their author can mend. `problems` is never empty."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(f"{len(problems)} problem(s); first: {first.message} at {first.path}")
        self.problems = problems


class Report:
    """The problems found so far in one check."""

    __slots__ = ("allow_http", "problems")

    def __init__(self, *, allow_http: bool = False) -> None:
        self.allow_http = allow_http
        self.problems: list[Problem] = []

    def add(self, path: Path, message: Fault, limit: Any = None, actual: Any = None) -> None:
        """Note one problem."""
        self.problems.append(Problem(_words_of(path), message, limit, actual))


def _words_of(path: Path) -> str:
    if isinstance(path, str):
        return path
    owner, step = path
    return f"{_words_of(owner)}[{step}]" if isinstance(step, int) else f"{_words_of(owner)}.{step}"
