"""メニュー and ヘルプ: made from the declarations, showing only what this person may do."""

from __future__ import annotations

from msgspec.structs import replace

from data.fold import fold
from dialogs.talk import Card, Choice, Say, Speech
from staffbot.cards import help_card, menu_card
from staffbot.command import Arg, Call, Command, Conditions, Named, Noun, Reply, command
from staffbot.commands.manual import manual_choice
from staffbot.lookup import near_names
from staffbot.manual import PAGE_RIGHT

MENU = Noun(
    "メニュー", feature="menu", help="使える機能を一覧にします。", aliases=("めにゅう", "menu"), is_listed=False
)
HELP = Noun(
    "ヘルプ", feature="menu", help="使い方を、例と一緒に見られます。", aliases=("使い方", "つかいかた", "help", "？")
)
SUGGESTED = 5


@command(MENU, right="", help="使える機能を一覧にします。", example="メニュー")
def menu(call: Call) -> Reply:
    return Reply(menu_card(call))


@command(
    HELP,
    args=(Arg("about", "conditions", "機能の名前", required=False),),
    right="",
    help="できることを、例と一緒に見られます。",
    example="ヘルプ 避難所",
)
def help_(call: Call) -> Reply:
    about: Conditions = call.args.get("about", Conditions())
    name = fold("".join(about.words))
    registry = call.desk.registry
    if (one := _one_command(call, about)) is not None:
        return Reply(_with_manual(call, help_card(call, one.noun, 1, one), one.noun))
    noun = registry.noun_words.get(name)
    if noun is not None and registry.may_see(call.staff, noun):
        return Reply(_with_manual(call, help_card(call, noun, about.page), noun))
    speech = _with_manual(call, help_card(call, None, about.page), None)
    if noun is not None:
        speech.utterances.insert(0, Say(call.words("staff.gate.no_right", command=noun.word)))
        return Reply(speech)
    near = _near(call, name)
    if near:
        speech.utterances.insert(0, Card(call.words("staff.unknown.perhaps"), choices=tuple(near)))
    return Reply(speech)


def _one_command(call: Call, about: Conditions) -> Command | None:
    """ヘルプ 職員 招待: the command that is meant, when this person may use it."""
    words, registry = about.words, call.desk.registry
    noun = registry.noun_words.get(fold(words[0])) if len(words) > 1 else None
    found = registry.verbs_of(noun).get(fold("".join(words[1:]))) if noun is not None else None
    return found if noun is not None and found in registry.allowed(call.staff, noun) else None


def _with_manual(call: Call, speech: Speech, noun: Noun | None) -> Speech:
    """Below the help stands the way to the same in the manual, for those who may open pages."""
    if call.may(PAGE_RIGHT):
        card = speech.utterances[-1]
        assert isinstance(card, Card)
        speech.utterances[-1] = replace(card, choices=(*card.choices, manual_choice(call, noun)))
    return speech


def _near(call: Call, name: str) -> list[Choice]:
    """Features spelt like what was typed, of those this person may see."""
    registry = call.desk.registry
    seen = [
        (Named(number, noun.word), {fold(word) for word in (noun.word, *noun.aliases)})
        for number, noun in enumerate(registry.nouns)
        if registry.may_see(call.staff, noun)
    ]
    lines = [f"{HELP.word} {named.name}" for _, named in near_names(name, seen, SUGGESTED)]
    return [Choice(line, "text", text=line) for line in lines]
