"""What every kind of question is: four faces (ask, parse, page, cells) over one compiled field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.fold import fold
from data.gateways.line.events import Incoming
from dialogs.condition import Resolver, Scope
from dialogs.context import NO_PRESS, AskContext
from dialogs.faults import FaultList
from dialogs.fields.field import Field
from dialogs.talk import Say, Speech
from dialogs.wording import Wording
from dialogs.yamltext import line_of


class StillAnswering(Exception):
    """An answer that takes several turns has moved on: a page turned, a box ticked, the first of several photos."""

    def __init__(self, draft: Any, said: str = "") -> None:
        """Args:
        draft: JSON, given back as `context.draft` when the question is asked again.
        said: a line to say before that.
        """
        super().__init__(draft)
        self.draft = draft
        self.said = said


class NeedsJob(Exception):
    """The answer can be read only after work outside the turn; its result comes back as `context.result`."""

    def __init__(self, kind: str, payload: dict[str, Any]) -> None:
        super().__init__(kind, payload)
        self.kind = kind
        self.payload = payload


class Setup:
    """One field's document while it is compiled: reads settings, notes what is wrong with them."""

    def __init__(
        self,
        document: Mapping[str, Any],
        faults: FaultList,
        where: str,
        resolve: Resolver,
        gather: Callable[[str], tuple[str, int, tuple[str, ...]] | None] | None = None,
    ) -> None:
        """Args:
        gather: (an earlier id) -> its kind, the depth of groups it shares with this field, and the repeating groups
            below that; None when it can't be read (the fault is noted).
        """
        self.gather = gather
        # (a condition, id, line): notes what it compares with that the field it names doesn't offer.
        self.check_values: Callable[[Any, str, int | None], None] = lambda condition, where, line: None
        self.document = document
        self.faults = faults
        self.where = where
        self.resolve = resolve

    def refuse(self, code: str, at: str | None = None, /, **facts: Any) -> None:
        """Note a fault at one setting, or at the field."""
        self.faults.add(f"form.{code}", self.where, line_of(self.document, at), **facts)

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """An integer setting within low..high."""
        value = self.document.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse("setting_range", key, key=key, low=low, high=high)
            return default
        return value

    def number(self, key: str) -> float | int | None:
        """A number setting, None when absent."""
        value = self.document.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            self.refuse("setting_number", key, key=key)
            return None
        return value

    def one_of(self, key: str, default: str, allowed: tuple[str, ...]) -> str:
        """A setting that is one of some words."""
        value = self.document.get(key, default)
        if value not in allowed:
            self.refuse("setting_word", key, key=key, allowed="・".join(allowed))
            return default
        return str(value)

    def truth(self, key: str, default: bool = False) -> bool:
        """A setting that is true or false."""
        value = self.document.get(key, default)
        if not isinstance(value, bool):
            self.refuse("setting_truth", key, key=key)
            return default
        return value

    def sentence(self, key: str, default: str = "", longest: int = 1000) -> str:
        """A setting that is a sentence."""
        value = self.document.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > longest:
            self.refuse("setting_text", key, key=key, longest=longest)
            return default
        return value.strip()


class FieldKind:
    """The base of all kinds; one instance serves every field of its kind and keeps nothing itself.

    Attributes:
        name: the word in the document, and the wording section of its refusals (`fields.<name>.<reason>`).
        keys: settings of its own that the document may have.
        takes: kinds of `Incoming` that can be an answer.
        is_free_text: almost any text is an answer, so no FAQ keyword is looked for in it.
        has_answer: False for what is only said.
        is_asked: False too for what is worked out from other answers (`compute`).
    """

    name: ClassVar[str]
    keys: ClassVar[frozenset[str]] = frozenset()
    takes: ClassVar[frozenset[str]] = frozenset({"text", "postback"})
    is_free_text: ClassVar[bool] = False
    has_answer: ClassVar[bool] = True
    is_asked: ClassVar[bool] = True

    def compile(self, setup: Setup) -> Any:
        """The kind's settings out of a field's document, faults noted in `setup`."""
        return None

    def example(self, settings: Any, words: Wording) -> str:
        """The example of a question whose author gave none; "" shows none."""
        key = f"fields.{self.name}.example"
        return words(key) if key in words else ""

    def asks(self, settings: Any, label: str, words: Wording) -> str:
        """The question of a field whose author wrote none: its name put into a sentence, unless it asks already."""
        if is_sentence(label):
            return label
        keys = (f"fields.{self.name}.ask", "fields.common.ask")
        return words(next(key for key in keys if key in words), label=label)

    def may_fall(self, settings: Any) -> bool:
        """Whether answers depend on earlier ones (`stands`)."""
        return False

    def stands(self, field: Field, value: Any, scope: Scope) -> bool:
        """Whether an answer still holds after an earlier one has changed."""
        return True

    def ask(self, field: Field, context: AskContext) -> Speech:
        """The question in chat. `context.text` is what to say."""
        return Speech([Say(context.text)])

    def step_text(self, field: Field, context: AskContext) -> str:
        """What is asked next of an answer in several steps, by `context.draft`; "" for the question itself."""
        return ""

    def compute(self, field: Field, scope: Scope) -> Any:
        """The value of a field that is not asked; None for none."""
        return None

    def draft_of(self, value: Any) -> Any:
        """What to begin with when an answer that takes several turns is corrected."""
        return None

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> Any:
        """The JSON value of an answer.

        Raises:
            InvalidAnswer: it is none; `reason` is a key of the wording.
            StillAnswering: part of one.
            NeedsJob: only known after a job.
        """
        raise NotImplementedError

    def revise(self, field: Field, text: str, context: AskContext) -> Any:
        """The value of an answer that staff correct by one typed text. Raises as `parse`."""
        return self.parse(field, Incoming(kind="text", text=text), context)

    def caution(self, value: Any, context: AskContext) -> str:
        """What staff are told of an answer they have corrected; "" for nothing."""
        return ""

    def shown(self, field: Field, value: Any, context: AskContext) -> str:
        """The answer as people read it in the chat."""
        return str(value)

    def echo(self, field: Field, value: Any, incoming: Incoming, context: AskContext) -> str:
        """How the answer was understood, when what was typed doesn't say so itself; else ""."""
        return ""

    def page(self, field: Field) -> dict[str, Any]:
        """The field for the builder and the table editor, as JSON."""
        return {
            "id": field.id,
            "kind": self.name,
            "label": field.label,
            "question": field.question,
            "help": field.help,
            "example": field.example,
            "required": field.required,
        }

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        """(column heading, text) of an answer in a table, CSV, XLSX or print; `None` for one not given."""
        return [(field.label, "" if value is None else str(value))]


def is_sentence(label: str) -> bool:
    """Whether it already asks: どこに住んでいますか. A name (お住まい) is put into the kind's own sentence."""
    return label.endswith(("？", "?", "。", "か", "ください", "下さい", "！", "は"))


def with_hint(question: str, hint: str) -> str:
    """A question and a sentence after it."""
    return f"{question}{hint}" if question.endswith(("。", "？", "?", "！")) else f"{question}\n{hint}"


def typed(incoming: Incoming, reason: str = "not_text") -> str:
    """The text of a message, trimmed.

    Raises:
        InvalidAnswer: it isn't a text, or an empty one.
    """
    text = incoming.text.strip() if incoming.kind == "text" else ""
    if not text:
        raise InvalidAnswer(reason)
    return text


def is_pressed(context: AskContext) -> bool:
    """Whether the answer is a tapped button of this question."""
    return context.pressed is not NO_PRESS


def is_word(words: Wording, key: str, text: str) -> bool:
    """Whether a text is one of the wording's words under `key`, however it is spelt."""
    return fold(text) in _folded(words.variants(key))


@lru_cache(maxsize=64)
def _folded(variants: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, variants))
