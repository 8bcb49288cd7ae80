"""住民 項目: what the town knows about residents: listed, added, edited, taken out of use."""

from __future__ import annotations

from typing import Any

from data.attributes.definitions import CHOSEN, KINDS, Catalog, Definition
from data.attributes.models import Attribute
from data.attributes.reading import SEPARATORS
from data.attributes.service import (
    TOPIC,
    AttributeInvalid,
    AttributeNameRefused,
    add_option,
    define,
    get_attribute,
    load_catalog,
    rename,
    rename_option,
    retire,
    retire_option,
)
from data.attributes.starters import with_old_options
from data.errors import DomainError
from data.fold import fold
from data.segments.service import segments_asking
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot import asking
from staffbot.binding import Bound
from staffbot.command import Arg, Call, Conditions, Named, Option, Preview, Reply, command
from staffbot.commands.residents import RESIDENTS
from staffbot.commands.residents_shown import catalog_of, mirror_of
from staffbot.listing import list_speech, page_of
from staffbot.lookup import SmallLookup
from staffbot.values import take_keyword

_WORDS = load_wording()
KIND_LABELS = {kind: _WORDS(f"residents_staff.kinds.{kind}") for kind in KINDS}
KIND_OPTIONS = tuple(
    Option(label, kind, tuple(_WORDS.variants(f"residents_staff.kind_words.{kind}")))
    for kind, label in KIND_LABELS.items()
)
ADD, RENAME_OPTION, DROP, RENAME = "add", "rename_option", "drop", "rename"
ACTS = tuple(
    Option(_WORDS(f"residents_staff.acts.{act}"), act, tuple(_WORDS.variants(f"residents_staff.act_words.{act}")))
    for act in (ADD, RENAME_OPTION, DROP, RENAME)
)
SHOWN_OPTIONS = 60


class AttributeInUse(DomainError):
    """It can't be taken out of use: saved segments ask about it. `facts`: name, users."""

    code = "attributes.in_use"


ATTRIBUTE = SmallLookup(
    lambda session: [(Named(one.id, one.name), one.aliases) for one in load_catalog(session).active]
)
NAME = Arg("item", "name", "項目の名前", lookup=ATTRIBUTE)
OPTIONS = Arg(
    "options",
    "text",
    "選択肢",
    required=False,
    max_length=5000,
    ask="選択肢を「、」で区切って送ってください。",
    example="赤、青、緑",
)


@command(
    RESIDENTS,
    "項目",
    aliases=("こうもく", "属性"),
    args=(Arg("conditions", "conditions", "項目の名前", required=False),),
    right="residents:read",
    help="住民について登録できる項目と、答えた人の数を見ます。名前を付けると、その項目の選択肢も見ます。",
    example="住民 項目 知りたい話題",
)
def items(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    catalog, mirror = catalog_of(call), mirror_of(call)
    asked = fold(conditions.text)
    if asked and (exact := catalog.by_name.get(asked)) is not None:
        return Reply(Speech([_item_card(call, exact)]))
    listed = [one for one in catalog.active if any(asked in fold(name) for name in one.names)]
    page = page_of(listed, conditions.page)
    rows = [
        Row(
            one.name,
            words("residents_staff.item_line", kind=KIND_LABELS[one.kind], count=mirror.used(one.key)),
            Choice(words("residents_staff.open_card"), "text", text=f"住民 項目 {one.name}"),
        )
        for one in page.items
    ]
    more = [Choice(words("residents_staff.add_item"), "text", text=add_item.phrase)] if call.may(add_item.right) else []
    speech = list_speech(
        call, words("residents_staff.items"), page, rows, conditions=conditions, choices=more if not page.total else ()
    )
    speech.choices += more
    return Reply(speech)


def _item_card(call: Call, one: Definition) -> Card:
    words, mirror = call.words, mirror_of(call)
    rows = [
        Row(words("residents_staff.label.kind"), KIND_LABELS[one.kind]),
        Row(words("residents_staff.label.answered"), words("residents_staff.people", count=mirror.used(one.key))),
    ]
    if one.aliases:
        rows.append(Row(words("residents_staff.label.aliases"), "、".join(one.aliases)))
    if one.kind in CHOSEN:
        shown = one.offered[:SHOWN_OPTIONS]
        lines = [
            words("residents_staff.option_line", label=option.label, count=mirror.used(one.key, option.value))
            for option in shown
        ]
        if len(one.offered) > len(shown):
            lines.append(words("residents_staff.more_options", count=len(one.offered) - len(shown)))
        rows.append(Row(words("residents_staff.label.options"), "\n".join(lines)))
    acts = ACTS if one.kind in CHOSEN else ACTS[-1:]
    choices = [Choice(act.label, "text", text=f"{edit_item.phrase} {one.name} {act.label}") for act in acts]
    choices.append(Choice(drop_item.verb, "text", text=f"{drop_item.phrase} {one.name}"))
    if not call.may(edit_item.right):
        choices = []
    return Card(one.name, rows=tuple(rows), choices=tuple(choices))


@command(
    RESIDENTS,
    "項目追加",
    aliases=("こうもくついか", "属性追加"),
    args=(
        Arg("name", "title", "項目の名前", max_length=30, example="好きな色", again=(AttributeNameRefused,)),
        Arg("kind", "choice", "答え方", options=KIND_OPTIONS),
        OPTIONS,
    ),
    right="residents:items",
    undoable=True,
    help="項目を加えます。選ぶ項目は、選択肢を「、」で区切って書きます。",
    example="住民 項目追加 好きな色 一つ選ぶ 赤、青、緑",
)
def add_item(call: Call) -> Reply:
    words, kind = call.words, call.args["kind"]
    options = [one.strip() for one in SEPARATORS.split(call.args.get("options", "")) if one.strip()]
    if kind in CHOSEN and not options:
        return Reply(asking.begin(call, Bound(call.args, [OPTIONS])))
    made = define(call.session, name=call.args["name"], kind=kind, options=options, now=call.now)
    row = call.session.get_one(Attribute, made.id)
    said = words("residents_staff.item_added", name=made.name)
    after = snapshot_row(row)
    return Reply(
        Speech([Say(said)], [_open(call, made.name)]), _undo({**after, "retired_at": after["changed_at"]}, after)
    )


def _edit_preview(call: Call) -> Preview | None:
    """Only dropping an option that is in use is asked about; it says by how many."""
    if call.args["act"] != DROP:
        return None
    one = _definition(call)
    option = one.by_word.get(fold(call.args["value"]))
    if option is None:
        return None
    count = mirror_of(call).used(one.key, option.value)
    users = segments_asking(call.session, one.key, option.value)
    if not count and not users:
        return None
    rows = [Row(call.words("residents_staff.label.chosen"), call.words("residents_staff.people", count=count))]
    if users:
        rows.append(Row(call.words("residents_staff.label.segments"), "、".join(users)))
    card = Card(
        call.words("residents_staff.dropping_option", name=one.name, label=option.label),
        text=call.words("residents_staff.kept_text"),
        rows=tuple(rows),
    )
    return Preview(Speech([card]), {"option": option.value, "count": count, "revision": one.revision, "users": users})


@command(
    RESIDENTS,
    "項目編集",
    aliases=("こうもくへんしゅう", "属性編集", "項目変更"),
    args=(
        NAME,
        Arg("act", "choice", "直すこと", options=ACTS),
        Arg("value", "text", "新しい内容", max_length=200, example="赤 = 赤色"),
    ),
    right="residents:items",
    dangerous=True,
    preview=_edit_preview,
    undoable=True,
    help="項目の名前や選択肢を直します。選択肢の名前を変えても、選んだ人の答えはそのままです。",
    example="住民 項目編集 知りたい話題 選択肢を足す 鳥獣被害",
)
def edit_item(call: Call) -> Reply:
    words, act, value = call.words, call.args["act"], str(call.args["value"]).strip()
    one = _definition(call)
    row = get_attribute(call.session, one.id)
    before = snapshot_row(row)
    common: dict[str, Any] = {"attribute_id": one.id, "revision": one.revision, "now": call.now}
    if act == RENAME:
        rename(call.session, name=value, **common)
        said = words("residents_staff.item_renamed", before=one.name, name=value)
    elif act == ADD:
        labels = [part.strip() for part in SEPARATORS.split(value) if part.strip()]
        for number, label in enumerate(labels):
            add_option(call.session, label=label, **{**common, "revision": one.revision + number})
        said = words("residents_staff.option_added", name=one.name, label="、".join(labels))
    elif act == RENAME_OPTION:
        old, new = take_keyword(value)
        option = _option(one, old)
        rename_option(call.session, value=option, label=new, **common)
        said = words("residents_staff.option_renamed", name=one.name, before=old, label=new)
    else:
        retire_option(call.session, value=_option(one, value), **common)
        said = words("residents_staff.option_dropped", name=one.name, label=value)
    row = call.session.get_one(Attribute, one.id)
    return Reply(Speech([Say(said)], [_open(call, row.name)]), _undo(before, snapshot_row(row)))


def _drop_preview(call: Call) -> Preview:
    one = _definition(call)
    users = segments_asking(call.session, one.key)
    if users:
        raise AttributeInUse(name=one.name, users="、".join(users))
    count = mirror_of(call).used(one.key)
    rows = (Row(call.words("residents_staff.label.answered"), call.words("residents_staff.people", count=count)),)
    card = Card(
        call.words("residents_staff.dropping_item", name=one.name),
        text=call.words("residents_staff.kept_item_text"),
        rows=rows,
    )
    return Preview(Speech([card]), {"id": one.id, "revision": one.revision, "count": count})


@command(
    RESIDENTS,
    "項目削除",
    aliases=("こうもくさくじょ", "属性削除"),
    args=(NAME,),
    right="residents:items",
    dangerous=True,
    preview=_drop_preview,
    undoable=True,
    help="項目を使わないようにします。何人が答えているかを確かめてから行います。",
    example="住民 項目削除 趣味",
)
def drop_item(call: Call) -> Reply:
    one = _definition(call)
    before = snapshot_row(get_attribute(call.session, one.id))
    retire(call.session, attribute_id=one.id, revision=one.revision, now=call.now)
    row = call.session.get_one(Attribute, one.id)
    said = call.words("residents_staff.item_dropped", name=one.name)
    return Reply(Speech([Say(said)]), _undo(before, snapshot_row(row)))


def _definition(call: Call) -> Definition:
    """The item as the database has it now: its revision guards the edit."""
    catalog: Catalog = load_catalog(call.session)
    return next(one for one in catalog.definitions if one.id == call.args["item"].id)


def _option(one: Definition, label: str) -> str:
    option = one.by_word.get(fold(label))
    if option is None:
        raise AttributeInvalid(reason="option_unknown", name=label[:40], limit="")
    return option.value


def _open(call: Call, name: str) -> Choice:
    return Choice(call.words("residents_staff.open_card"), "text", text=f"住民 項目 {name}")


def _undo(before: dict[str, Any], after: dict[str, Any]) -> UndoNote:
    """What was added may be somebody's answer by then: it is retired, not deleted."""
    before = {**before, "document": with_old_options(after["document"], before["document"])}
    return UndoNote((RowChange("attribute", before["id"], before, after),), topics=(TOPIC,))
