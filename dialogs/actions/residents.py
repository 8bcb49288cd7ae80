"""What a resident hears when staff change their registered values, and the button that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.attributes.answers import ChangedSince, ChangeNotFound, ChangeUndone, undo_change
from data.db.changes import note_change
from data.residents.service import TOPIC
from dialogs.exchange import Exchange
from dialogs.talk import Card, Choice, Pressed, Row, Speech, press_data

PRESS_KIND = "v"
Lines = Sequence[tuple[str, str]]


def changed_by_staff(words: Callable[..., str], change_id: int, lines: Lines) -> Speech:
    """What was changed (item, before and after), with 「元に戻す」."""
    undo = Choice(words("residents.undo"), "press", value=press_data(PRESS_KIND, str(change_id), 0))
    card = Card(
        words("residents.changed"),
        text=words("residents.changed_text"),
        rows=tuple(Row(name, text) for name, text in lines),
        choices=(undo,),
    )
    return Speech([card])


def given_back_by_staff(words: Callable[..., str], lines: Lines) -> Speech:
    """Staff took a change back themselves."""
    return Speech([Card(words("residents.given_back"), rows=tuple(Row(name, text) for name, text in lines))])


def press_undo(exchange: Exchange, pressed: Pressed) -> None:
    """「元に戻す」 under such a message: only one's own change, and only while it stands."""
    turn, number = exchange.turn, pressed.dialog_id
    turn.said = exchange.words("residents.undo")
    try:
        with exchange.session.begin_nested():
            change_id = int(number) if number.isdecimal() else 0
            undo_change(exchange.session, change_id, resident_id=exchange.meet(), by="resident", now=turn.now)
    except (ChangeNotFound, ChangeUndone, ChangedSince) as refused:
        exchange.tell(f"errors.{refused.code}")
        return
    note_change(exchange.session, TOPIC)
    exchange.tell("residents.undone")
