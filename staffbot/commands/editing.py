"""編集: one record's items as a card with a button each; one tap and one reply change one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.csvtext.values import read_count, read_words
from data.errors import DomainError
from data.fold import fold
from data.geo.position import OutOfJapan
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot import asking
from staffbot.args import item_arg
from staffbot.binding import Bound
from staffbot.command import Arg, Call, Command, FileRef, JobResult, NameLookup, Noun, Option, Reply, command
from staffbot.values import take_number, take_place

SHOWN = 60  # characters of a value on the card and in an answer
ASK_PLACE = "位置情報を送るか、緯度と経度を「38.73862,140.14352」のように送ってください。"
EMPTY_WORDS = frozenset({"なし", "無し", "空", "空欄", "削除"})
UNKNOWN_WORDS = EMPTY_WORDS | {"不明", "未定"}


class Unreadable(Exception):
    """A typed value that can't be one; `key` and `facts` are the sentence that says so."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a record that can be edited.

    Attributes:
        column: of the model. label: what people call it; aliases: other words for it.
        read: (call, record, typed) -> changed columns. Raises Unreadable.
        show: (call, record) -> the present value for people, "" for none.
        hint: said with the question.
        words: label -> value for items that are a set of given words: then the card offers them to tap.
        is_place: asked as a place instead of a text. is_photo: a photo may be sent instead of a text.
    """

    column: str
    label: str
    aliases: tuple[str, ...]
    read: Callable[[Call, Any, str], dict[str, Any]]
    show: Callable[[Call, Any], str]
    hint: str = ""
    words: Callable[[Call], dict[str, str]] | None = None
    is_place: bool = False
    is_photo: bool = False


@dataclass(frozen=True, slots=True)
class Editing:
    """What `edit_command` needs of a feature.

    Attributes:
        get: (call, id) -> record. change: (call, record, columns) -> None, the feature's edit service.
        name: of a record. refused: the feature's errors whose facts hold column, reason, limit, value.
        by_itself: columns that change without anybody's command; 元に戻す doesn't mind. taken: of another's name.
        take_photo: (call, id, photo) -> the reply, for an item that is one. after: (call, record), once it is changed.
        on_result: of the jobs those two order.
    """

    noun: Noun
    table: str
    topic: str
    lookup: NameLookup
    label: str
    items: tuple[Item, ...]
    get: Callable[[Call, int], Any]
    change: Callable[[Call, Any, dict[str, Any]], Any]
    name: Callable[[Any], str]
    refused: type[DomainError]
    taken: tuple[type[DomainError], ...] = ()
    by_itself: frozenset[str] = frozenset()
    take_photo: Callable[[Call, int, FileRef], Reply] | None = None
    after: Callable[[Call, Any], None] | None = None
    on_result: Callable[[Call, JobResult], Reply] | None = None


def edit_command(editing: Editing, *, right: str, help: str, example: str) -> Command:
    """`noun 編集 NAME [ITEM [VALUE]]`."""

    @command(
        editing.noun,
        "編集",
        aliases=("へんしゅう", "変更", "修正", "直す"),
        args=(
            Arg("record", "name", editing.label, lookup=editing.lookup),
            item_arg(Option(item.label, item.column, item.aliases) for item in editing.items),
            Arg("place", "place", "位置", required=False, ask=ASK_PLACE, again=(OutOfJapan,)),
            *((Arg("photo", "photo", "写真", required=False),) if editing.take_photo is not None else ()),
            Arg("value", "text", "新しい内容", required=False, max_length=5000, again=editing.taken),
        ),
        right=right,
        undoable=True,
        on_result=editing.on_result,
        help=help,
        example=example,
    )
    def edit(call: Call) -> Reply:
        record = editing.get(call, call.args["record"].id)
        item = next((one for one in editing.items if one.column == call.args.get("item")), None)
        photo = call.args.get("photo")
        if isinstance(photo, FileRef) and editing.take_photo is not None:
            return editing.take_photo(call, record.id, photo)
        value = call.args.get("value", photo)
        if item is None:
            speech = _items_card(call, editing, record)
            if value is not None:
                labels = "・".join(one.label for one in editing.items)
                said = call.words("editing.unknown_item", typed=shortened(value), labels=labels)
                speech.utterances.insert(0, Say(said))
            return Reply(speech, outcome="done" if value is None else "refused")
        if item.is_place and "place" in call.args:
            place = call.args["place"]
            return _apply(call, editing, record, item, f"{place['latitude']},{place['longitude']}")
        if value is None:
            return Reply(_question(call, editing, record, item))
        return _apply(call, editing, record, item, value)

    return edit


def text_item(column: str, label: str, *aliases: str, hint: str = "", is_needed: bool = False) -> Item:
    """A plain text; なし empties it unless it is needed."""

    def read(call: Call, record: Any, typed: str) -> dict[str, Any]:
        return {column: "" if typed.strip() in EMPTY_WORDS and not is_needed else typed}

    return Item(column, label, aliases, read, lambda call, record: str(getattr(record, column)), hint)


def keywords_item(column: str, label: str, *aliases: str, hint: str = "") -> Item:
    """Several words, separated by 、 or a line break; `+WORD` adds one, `-WORD` takes one away."""

    def read(call: Call, record: Any, typed: str) -> dict[str, Any]:
        if typed.strip() in EMPTY_WORDS:
            return {column: []}
        return {column: changed_words(list(getattr(record, column)), read_words(typed))}

    return Item(column, label, aliases, read, lambda call, record: "、".join(getattr(record, column)), hint)


def set_item(
    column: str, label: str, words: Callable[[Call], dict[str, str]], aliases: dict[str, str], *names: str
) -> Item:
    """A set of given words (災害), each to be tapped on or off.

    Args:
        words: label -> value. aliases: other folded words -> value.
    """

    def read(call: Call, record: Any, typed: str) -> dict[str, Any]:
        known = {fold(word): value for word, value in words(call).items()} | aliases
        if typed.strip() in EMPTY_WORDS:
            return {column: []}
        signed: list[str] = []
        for word in read_words(typed):
            sign, bare = _signed(word)
            if (value := known.get(fold(bare))) is None:
                raise Unreadable("editing.unknown_word", word=bare, known="、".join(words(call)))
            signed.append(sign + value)
        return {column: changed_words(list(getattr(record, column)), signed)}

    def show(call: Call, record: Any) -> str:
        chosen = getattr(record, column)
        return "・".join(word for word, value in words(call).items() if value in chosen)

    return Item(column, label, names, read, show, words=words)


def number_item(column: str, label: str, *aliases: str, is_needed: bool = False) -> Item:
    """A whole number from 0 up; なし and 不明 empty it unless it is needed."""

    def read(call: Call, record: Any, typed: str) -> dict[str, Any]:
        if not is_needed and typed.strip() in UNKNOWN_WORDS:
            return {column: None}
        taken = take_number(typed)
        number = read_count(typed) if taken is None or taken[1] else taken[0]
        if number is None:
            raise Unreadable("editing.not_a_number", typed=shortened(typed))
        return {column: number}

    def show(call: Call, record: Any) -> str:
        number = getattr(record, column)
        return "" if number is None else f"{number:,}"

    return Item(column, label, aliases, read, show)


def place_item(label: str, *aliases: str) -> Item:
    """`latitude` and `longitude` together, sent as a location or typed."""

    def read(call: Call, record: Any, typed: str) -> dict[str, Any]:
        taken = take_place(typed)
        if taken is None or taken[1]:
            raise Unreadable("editing.not_a_place", typed=shortened(typed))
        return {"latitude": taken[0]["latitude"], "longitude": taken[0]["longitude"]}

    def show(call: Call, record: Any) -> str:
        return f"{record.latitude:.5f},{record.longitude:.5f}"

    return Item("latitude", label, aliases, read, show, is_place=True)


def photo_item(column: str, label: str, *aliases: str, show: Callable[[Call, Any], str], hint: str) -> Item:
    """A picture: sent as a photo, or its address typed; なし takes it away."""

    def read(call: Call, record: Any, typed: str) -> dict[str, Any]:
        return {column: "" if typed.strip() in EMPTY_WORDS else typed}

    return Item(column, label, aliases, read, show, hint, is_photo=True)


def changed_words(present: list[str], typed: list[str]) -> list[str]:
    """The typed words; or, when they all carry a sign, the present ones with those added or taken away."""
    signed = [_signed(word) for word in typed]
    if not all(sign for sign, _ in signed):
        return [word for _, word in signed]
    for sign, word in signed:
        same = [one for one in present if fold(one) == fold(word)]
        if sign == "-":
            present = [one for one in present if one not in same]
        elif not same:
            present = [*present, word]
    return present


def _signed(word: str) -> tuple[str, str]:
    if word[:1] in "+＋":
        return "+", word[1:].strip()
    return ("-", word[1:].strip()) if word[:1] in "-－−" else ("", word)


def shortened(text: str) -> str:
    """In one line, for rows of a card."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"


def edit_line(noun: Noun, record_id: int, *rest: str) -> str:
    """What a button types: `避難所 編集 #3 電話番号`."""
    return " ".join([noun.word, "編集", f"#{record_id}", *rest])


def _items_card(call: Call, editing: Editing, record: Any) -> Speech:
    mend = call.words("editing.mend")
    rows = [
        Row(
            item.label,
            shortened(item.show(call, record)) or call.words("editing.none"),
            Choice(mend, "text", text=edit_line(editing.noun, record.id, item.label)),
        )
        for item in editing.items
    ]
    back = Choice(call.words("editing.back"), "text", text=f"{editing.noun.word} #{record.id}")
    title = call.words("editing.title", name=editing.name(record))
    return Speech(
        [Card(title, rows=tuple(rows), choices=(back,), note=call.words("editing.note", noun=editing.noun.word))]
    )


def _question(call: Call, editing: Editing, record: Any, item: Item) -> Speech:
    """What the item is now, and either its words to tap or the question for a new value."""
    now = item.show(call, record) or call.words("editing.none")
    told = call.words("editing.now", label=item.label, name=editing.name(record), now=now)
    if item.words is not None:
        return _toggles(call, editing, record, item, told)
    wanted = "place" if item.is_place else "photo" if item.is_photo else "value"
    arg = next(arg for arg in call.command.args if arg.name == wanted)
    speech = asking.begin(call, Bound(values=call.args, open=[arg]))
    # Nothing can be taken away where nothing is.
    hint = "" if item.is_photo and not item.show(call, record) else item.hint
    lead = "\n".join(part for part in (told, hint) if part)
    speech.utterances.insert(0, Say(lead))
    return speech


def _toggles(call: Call, editing: Editing, record: Any, item: Item, told: str) -> Speech:
    assert item.words is not None
    chosen = getattr(record, item.column)
    buttons = []
    for word, value in item.words(call).items():
        key, sign = ("editing.take_away", "-") if value in chosen else ("editing.add", "+")
        line = edit_line(editing.noun, record.id, item.label, sign + word)
        buttons.append(Choice(call.words(key, word=word), "text", text=line))
    return Speech([Card(item.label, text=told, choices=tuple(buttons))])


def _apply(call: Call, editing: Editing, record: Any, item: Item, typed: str) -> Reply:
    words = call.words
    before = snapshot_row(record)
    was = item.show(call, record)
    try:
        columns = item.read(call, record, typed)
        editing.change(call, record, columns)
    except Unreadable as fault:
        return _refused(call, editing, record, item, words(fault.key, **fault.facts))
    except editing.refused as fault:
        return _refused(call, editing, record, item, refusal(call, fault))
    after = snapshot_row(record)
    now = item.show(call, record)
    if editing.after is not None:
        editing.after(call, record)
    facts = {"name": editing.name(record), "label": item.label, "now": now or words("editing.none")}
    key = "editing.same" if was == now else "editing.changed"
    said = words(key, before=shortened(was) or words("editing.none"), **facts)
    choices = [
        Choice(words("editing.more"), "text", text=edit_line(editing.noun, record.id)),
        Choice(words("editing.back"), "text", text=f"{editing.noun.word} #{record.id}"),
    ]
    if item.words is not None:
        choices.insert(0, Choice(item.label, "text", text=edit_line(editing.noun, record.id, item.label)))
    undo = undo_of(editing, record.id, before, after)
    return Reply(Speech([Say(said)], choices), undo=undo, audit_note=item.label)


def refusal(call: Call, fault: DomainError) -> str:
    """A value that the rules refuse, said by its reason."""
    reason = {"unknown": "unknown_word"}.get(fault.facts["reason"], fault.facts["reason"])
    return call.words(f"staff.import.reasons.{reason}", **{"limit": "", "value": "", **fault.facts})


def undo_of(editing: Editing, record_id: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> UndoNote:
    """How 元に戻す takes it back."""
    if after is not None:
        after = {name: value for name, value in after.items() if name not in editing.by_itself}
    return UndoNote(
        (RowChange(editing.table, record_id, before, after),),
        topics=(editing.topic,),
        labels={item.column: item.label for item in editing.items},
    )


def _refused(call: Call, editing: Editing, record: Any, item: Item, why: str) -> Reply:
    line = edit_line(editing.noun, record.id, item.label)
    again = Choice(call.words("editing.again"), "text", text=line)
    return Reply(Speech([Say(why)], [again]), outcome="refused")
