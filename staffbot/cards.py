"""Cards made from the declarations: the menu, a noun's card, help. What a person may not use is not on them."""

from __future__ import annotations

from dialogs.talk import Card, Choice, Row, Speech
from staffbot.command import Call, Command, Noun
from staffbot.listing import PER_PAGE, next_choice, page_of
from staffbot.registry import SHOW


def menu_card(call: Call) -> Speech:
    """The nouns this person may use, each a button."""
    registry = call.desk.registry
    nouns = [noun for noun in registry.nouns if noun.is_listed and registry.may_see(call.staff, noun)]
    return Speech(
        [
            Card(
                call.words("staff.menu.title"),
                text=call.words("staff.menu.text", name=call.staff.name),
                choices=tuple(Choice(noun.word, "text", text=noun.word) for noun in nouns),
                note=call.words("staff.menu.note"),
            )
        ]
    )


def noun_card(call: Call, noun: Noun) -> Speech:
    """A feature: its state, its counts, and its verbs as buttons."""
    rows: tuple[Row, ...] = ()
    if noun.state is not None and call.may(noun.state_right):
        rows = tuple(noun.state(call))
    commands = call.desk.registry.allowed(call.staff, noun)
    buttons = [
        Choice(command.verb or command.noun.word, "text", text=command.phrase)
        if command.verb or not command.aliases
        else Choice(command.aliases[0], "text", text=f"{command.phrase} {command.aliases[0]}")
        for command in commands
        if command.verb != SHOW
    ]
    help_line = f"{call.words('staff.help.word')} {noun.word}"
    buttons.append(Choice(call.words("staff.help.word"), "text", text=help_line, style="link"))
    return Speech([Card(noun.word, text=noun.help, rows=rows, choices=tuple(buttons))])


def help_card(call: Call, noun: Noun | None, number: int, only: Command | None = None) -> Speech:
    """All nouns, or one noun's commands (or `only` one of them), each with an example; ten at a time."""
    words = call.words
    word = words("staff.help.word")
    entries = _nouns_for_help(call) if noun is None else _commands_for_help(call, noun, only)
    page = page_of(entries, number)
    line = word if noun is None else f"{word} {noun.word}"
    buttons: list[Choice] = []
    call.turn.tracker.pop("next", None)
    if not page.is_last:
        buttons.append(next_choice(call, line, page.number + 1))
    if noun is None:
        buttons += [Choice(row.label, "text", text=f"{word} {row.label}") for row in page.items]
    else:
        buttons.append(Choice(noun.word, "text", text=noun.word))
    return Speech(
        [
            Card(
                words("staff.help.title") if noun is None else words("staff.help.noun_title", noun=noun.word),
                text=words("staff.help.text") if noun is None else noun.help,
                rows=page.items,
                choices=tuple(buttons),
                note=words("staff.list.range", first=page.first, last=page.last, total=page.total)
                if page.total > PER_PAGE
                else "",
            )
        ]
    )


def _nouns_for_help(call: Call) -> list[Row]:
    registry = call.desk.registry
    commands = {noun.word: registry.allowed(call.staff, noun) for noun in registry.nouns}
    return [
        Row(noun.word, _help_line(call, noun.help, commands[noun.word][0].example))
        for noun in registry.nouns
        if commands[noun.word]
    ]


def _commands_for_help(call: Call, noun: Noun, only: Command | None) -> list[Row]:
    commands = [only] if only is not None else call.desk.registry.allowed(call.staff, noun)
    return [Row(usage(command), _help_line(call, command.help, command.example)) for command in commands]


def _help_line(call: Call, help: str, example: str) -> str:
    return call.words("staff.help.line", help=help, example=example)


def usage(command: Command) -> str:
    """`避難所 人数 避難所の名前 人数`: what is typed, arguments by their labels, optional ones in brackets."""
    if command.verb == SHOW:
        return command.phrase
    labels = []
    for arg in command.args:
        if arg.kind != "file":
            label = arg.label if arg.required else f"［{arg.label}］"
            labels += [label, "="] if arg.kind == "keyword" else [label]
    return " ".join([command.phrase, *labels])
