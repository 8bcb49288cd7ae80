"""From a form's document (YAML or JSON) to a Form, with every fault found on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from data.fold import fold
from data.gateways.line.limits import numbers
from data.gateways.line.text import is_over_graphemes, is_over_utf16
from dialogs.condition import Condition, compile_condition
from dialogs.faults import FaultList
from dialogs.fields import FIELDS
from dialogs.fields.consent import YesNoKind
from dialogs.fields.field import Field
from dialogs.fields.kind import Setup
from dialogs.form_names import Names
from dialogs.form_nodes import Form, Group, Node
from dialogs.form_rules import RULE_KEYS, compile_rules
from dialogs.wording import Wording, load_wording
from dialogs.wording.wording import Sentence
from dialogs.yamltext import line_of

__all__ = ["Form", "Group", "Node", "compile_form"]

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_FIELDS = 500
DEEPEST = 3
MOST_ITEMS = 50
LONGEST_LABEL = 60
LONGEST_TITLE = 60
LONGEST_HELP = 1000
# What the interview puts around a question: how the last answer was understood, progress, headings.
ROOM_AROUND = 1500
LONGEST_QUESTION = numbers.TEXT - ROOM_AROUND

# Takes the answers of every form that is stored, unless its author names another.
SUBMIT = "forms.submit"
LONGEST_SUMMARY, LONGEST_CONTACT = 300, 200

_FORM_KEYS = RULE_KEYS | {
    "id", "title", "intro", "summary", "contact", "url", "fields", "review", "submit", "done", "note", "private",
}  # fmt: skip
_FIELD_KEYS = frozenset({"id", "kind", "label", "ask", "help", "example", "required", "show", "note", "attribute"})
_GROUP_KEYS = frozenset({"id", "kind", "label", "fields", "show", "min", "max", "item", "more", "note"})
_SUBMIT_KEYS = frozenset({"action", "label"})
_MORE = YesNoKind()


def compile_form(document: Any, source: str, words: Wording | None = None) -> Form:
    """Compile and check a form.

    Args:
        document: a mapping as `read_yaml` or a page gives it; only the former knows its lines.
        source: what faults call it (a file's name, or the form's).

    Raises:
        ContentError: with every fault, in the order of lines.
    """
    faults = FaultList(source)
    form = _FormReader(faults, words or load_wording()).read(document)
    faults.raise_if_any()
    assert form is not None
    return form


class _FormReader:
    def __init__(self, faults: FaultList, words: Wording) -> None:
        self._faults = faults
        self._words = words
        self._names = Names(faults)
        self._fields: dict[str, Field] = {}
        self._groups: dict[str, Group] = {}

    def read(self, document: Any) -> Form | None:
        if not isinstance(document, dict):
            self._faults.add("form.shape")
            return None
        self._unknown_keys(document, _FORM_KEYS, "")
        setup = self._setup(document, "")
        form_id = document.get("id")
        if not isinstance(form_id, str) or not ID.fullmatch(form_id):
            setup.refuse("id", "id", id=str(form_id or ""))
        listed = document.get("fields")
        if not isinstance(listed, list) or not listed:
            setup.refuse("no_fields", "fields")
            listed = []
        self._names.scan(listed)
        nodes = self._nodes(listed, (), 0)
        if len(self._fields) > MOST_FIELDS:
            setup.refuse("too_many_fields", "fields", limit=MOST_FIELDS)
        if listed and not any(one.kind.is_asked for one in self._fields.values()):
            setup.refuse("nothing_asked", "fields")
        submit = document.get("submit", {})
        if not isinstance(submit, dict):
            setup.refuse("submit_shape", "submit")
            submit = {}
        self._unknown_keys(submit, _SUBMIT_KEYS, "submit")
        sending = self._setup(submit, "submit")
        send_label = sending.sentence("label") or self._words("dialog.send")
        if is_over_graphemes(send_label, numbers.LABEL_GRAPHEMES):
            sending.refuse("label_too_long", "label", limit=numbers.LABEL_GRAPHEMES)
        for key, longest in (("summary", LONGEST_SUMMARY), ("contact", LONGEST_CONTACT), ("url", 1000), ("note", 1000)):
            setup.sentence(key, longest=longest)
        url = document.get("url")
        if url and not (isinstance(url, str) and url.startswith(("https://", "http://"))):
            setup.refuse("url", "url")
        rules = compile_rules(setup)
        return Form(
            id=str(form_id),
            title=self._sentence(setup, "title", LONGEST_TITLE, required=True),
            nodes=nodes,
            fields=MappingProxyType(self._fields),
            groups=MappingProxyType(self._groups),
            intro=self._sentence(setup, "intro", ROOM_AROUND // 2),
            action=sending.sentence("action") or (SUBMIT if rules.is_stored else ""),
            send_label=send_label,
            done=self._sentence(setup, "done", numbers.TEXT),
            review=setup.truth("review", True),
            is_private=setup.truth("private"),
            rules=rules,
            decisive=self._names.wanted,
            labels=MappingProxyType(
                {fold(one.label): one.id for one in self._fields.values() if self._names.depth(one.id) == 0}
            ),
            document=document,
        )

    def _nodes(self, listed: list[Any], chain: tuple[str, ...], depth: int) -> tuple[Node, ...]:
        nodes: list[Node] = []
        for index, document in enumerate(listed):
            line = line_of(listed, index)
            if not isinstance(document, dict):
                self._faults.add("form.field_shape", "", line)
                continue
            node_id = document.get("id")
            if not isinstance(node_id, str) or not ID.fullmatch(node_id):
                self._faults.add("form.id", str(node_id or ""), line_of(document, "id"), id=str(node_id or ""))
                continue
            if node_id in self._fields or node_id in self._groups:
                self._faults.add("form.duplicate_id", node_id, line_of(document, "id"), id=node_id)
                continue
            is_group = document.get("kind") == "group"
            node = self._group(node_id, document, chain, depth) if is_group else self._field(node_id, document, chain)
            if node is not None:
                nodes.append(node)
        return tuple(nodes)

    def _field(self, field_id: str, document: dict[str, Any], chain: tuple[str, ...]) -> Field | None:
        kind_name = document.get("kind")
        kind = FIELDS.get(kind_name) if isinstance(kind_name, str) else None
        if kind is None:
            line = line_of(document, "kind")
            self._faults.add("form.unknown_kind", field_id, line, kind=str(kind_name or ""), known="・".join(FIELDS))
            self._names.define(field_id, chain, None, None)
            return None
        self._unknown_keys(document, _FIELD_KEYS | kind.keys, field_id)
        setup = self._setup(document, field_id, chain)
        setup.gather = self._names.gatherer(field_id, chain)
        setup.check_values = self._names.check_values
        settings = kind.compile(setup)
        label = self._sentence(setup, "label", LONGEST_LABEL, required=kind.has_answer) or field_id
        question = setup.sentence("ask", longest=LONGEST_QUESTION) or kind.asks(settings, label, self._words)
        help_text = setup.sentence("help", longest=LONGEST_HELP)
        example = setup.sentence("example") or kind.example(settings, self._words)
        body = "\n".join(
            filter(None, (question, help_text, example and self._words("dialog.example", example=example)))
        )
        if is_over_utf16(body, LONGEST_QUESTION):
            setup.refuse("question_too_long", "ask", limit=LONGEST_QUESTION)
        required, require_when = self._required(document, setup)
        field = Field(
            id=field_id,
            kind=kind,
            label=label,
            question=question,
            help=help_text,
            example=example,
            body=body,
            required=required,
            require_when=require_when,
            show_when=self._condition(document, "show", setup),
            settings=settings,
            may_fall=kind.may_fall(settings),
            attribute=setup.sentence("attribute", longest=60),
            line=line_of(document),
            document=document,
        )
        self._fields[field_id] = field
        self._names.define(field_id, chain, field, setup)
        return field

    def _group(self, group_id: str, document: dict[str, Any], chain: tuple[str, ...], depth: int) -> Group | None:
        self._unknown_keys(document, _GROUP_KEYS, group_id)
        setup = self._setup(document, group_id, chain)
        label = self._sentence(setup, "label", LONGEST_LABEL, required=True)
        show_when = self._condition(document, "show", setup)
        repeats = "max" in document
        most = setup.whole("max", 1, 1, MOST_ITEMS)
        fewest = setup.whole("min", 0, 0, most)
        listed = document.get("fields")
        if not isinstance(listed, list) or not listed:
            setup.refuse("no_fields", "fields")
            listed = []
        if depth >= DEEPEST:
            setup.refuse("too_deep", limit=DEEPEST)
            return None
        nodes = self._nodes(listed, (*chain, group_id) if repeats else chain, depth + 1)
        item: Sentence | None = None
        more: Field | None = None
        first: Field | None = None
        if repeats:
            item = self._item(setup, label)
            own = setup.sentence("more", longest=300)
            more, first = (
                Field(id=f"{group_id}.+", kind=_MORE, label=label, question=question, body=question)
                for question in (own or self._words(f"dialog.{key}", label=label) for key in ("more", "first"))
            )
        group = Group(group_id, label, nodes, show_when, repeats, fewest, most, item, more, first)
        self._groups[group_id] = group
        self._names.define(group_id, chain, group, setup)
        return group

    def _item(self, setup: Setup, label: str) -> Sentence:
        text = setup.sentence("item", longest=LONGEST_LABEL) or self._words("dialog.item", label=label)
        try:
            sentence = Sentence(text)
        except ValueError:
            sentence = Sentence("")
        if sentence.placeholders != {"n"}:
            setup.refuse("item_number", "item")
            return Sentence("{n}")
        return sentence

    def _required(self, document: Mapping[str, Any], setup: Setup) -> tuple[bool, Condition | None]:
        required = document.get("required", True)
        if isinstance(required, bool):
            return required, None
        return False, self._condition(document, "required", setup)

    def _condition(self, document: Mapping[str, Any], key: str, setup: Setup) -> Condition | None:
        if key not in document:
            return None
        line = line_of(document, key)
        with self._faults.about(key):
            self._names.check_values(document[key], setup.where, line)
            return compile_condition(document[key], setup.resolve, self._faults, setup.where, line)

    def _setup(self, document: Mapping[str, Any], where: str, chain: tuple[str, ...] = ()) -> Setup:
        return Setup(document, self._faults, where, self._names.resolver(where, chain))

    def _sentence(self, setup: Setup, key: str, longest: int, *, required: bool = False) -> str:
        text = setup.sentence(key, longest=longest)
        if required and not text:
            setup.refuse("missing", key, key=key)
        return text

    def _unknown_keys(self, document: Mapping[str, Any], known: frozenset[str], where: str) -> None:
        for key in document:
            if key not in known:
                self._faults.add("form.unknown_key", where, line_of(document, key), key=key)
