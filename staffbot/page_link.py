"""Links from the staff chat straight to a page: they sign the browser in, once, and are dead after ten minutes."""

from __future__ import annotations

from data.links.service import LIFETIMES
from dialogs.talk import Card, Choice
from staffbot.command import Call

PAGES = "/staff/"


def page_link(call: Call, path: str) -> str:
    """An address for one use by this person; on the console the page's own. `path`: of our pages, below /staff/."""
    if not path.startswith(PAGES):
        raise ValueError(path)
    if call.turn.channel == "console":
        # That browser is signed in; signing it in again would end the session of the console it was asked from.
        return f"{call.desk.public_url}{path}"
    token = call.desk.links.make(
        call.session, purpose="page", staff_id=call.staff.id, now=call.now, payload={"path": path}
    )
    return f"{call.desk.public_url}/staff/open/{token}?openExternalBrowser=1"


def builder_link(call: Call, form_id: int) -> Choice:
    """The button that opens a form in the builder. `form_id`: Content.id."""
    return Choice(call.words("builder.open"), "uri", uri=page_link(call, f"/staff/builder/{form_id}"), style="primary")


def builder_card(call: Call, form_id: int) -> Card:
    """The same as a card that says what it is good for, and for how long."""
    words, minutes = call.words, int(LIFETIMES["page"].total_seconds() // 60)
    return Card(
        words("builder.card.title"),
        text=words("builder.card.text"),
        choices=(builder_link(call, form_id),),
        note=words("builder.card.note", minutes=minutes),
    )
