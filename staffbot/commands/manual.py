"""マニュアル: a link to the manual, at the chapter asked for."""

from __future__ import annotations

from typing import Literal

from data.fold import fold
from data.links.service import LIFETIMES
from dialogs.talk import Card, Choice, Speech
from staffbot.command import Arg, Call, Conditions, Noun, Reply, command
from staffbot.manual import PAGE_RIGHT, manual_link

MANUAL = Noun(
    "マニュアル",
    feature="manual",
    help="使い方を、章と一覧で読めるページを開きます。",
    aliases=("まにゅある", "手引き", "てびき", "説明書", "manual"),
)


@command(
    MANUAL,
    args=(Arg("about", "conditions", "機能の名前", required=False),),
    right=PAGE_RIGHT,
    help="マニュアルのページを開くリンクを送ります。機能の名前を付けると、その章が開きます。",
    example="マニュアル 避難所",
)
def manual(call: Call) -> Reply:
    about: Conditions = call.args.get("about", Conditions())
    asked = "".join(about.words)
    noun = call.desk.registry.noun_words.get(fold(asked))
    if noun is not None and not call.desk.registry.may_see(call.staff, noun):
        noun = None
    return Reply(Speech([_card(call, noun, asked)]))


def manual_choice(call: Call, noun: Noun | None, style: Literal["primary", "link"] = "link") -> Choice:
    """The button that opens the manual."""
    return Choice(call.words("manual.open"), "uri", uri=manual_link(call, noun), style=style)


def _card(call: Call, noun: Noun | None, asked: str) -> Card:
    words = call.words
    key = "whole" if noun is None else "chapter"
    text = words(f"manual.card.{key}", noun="" if noun is None else noun.word)
    if asked and noun is None:
        text = words("manual.card.not_found", asked=asked[:40]) + text
    once = call.turn.channel != "console"
    return Card(
        words("manual.name"),
        text=text,
        choices=(manual_choice(call, noun, "primary"),),
        note=words("manual.card.note", minutes=int(LIFETIMES["page"].total_seconds() // 60)) if once else "",
    )
