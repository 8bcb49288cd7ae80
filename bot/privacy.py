"""個人情報 in the chat: what is held, the file, and the deletion with its preview."""

from __future__ import annotations

from dataclasses import asdict

from bot.own_file import ADDRESS, JOB, own_entry
from data.attributes.privacy import profile_rows
from data.audit.chain import AuditChain
from data.ids import new_dialog_id
from data.privacy.holding import Whose
from data.privacy.links import LIFETIME, make_link
from data.privacy.service import Holding, erase_resident, holdings
from data.residents.service import get_resident
from dialogs.exchange import Exchange
from dialogs.talk import Card, Carousel, Choice, Pressed, Row, Say, Utterance, press_data

PRESS_KIND = "o"
FILE, DELETE, SURELY, KEEP = range(4)
_NAMES = {FILE: "file", DELETE: "delete", SURELY: "sure", KEEP: "keep"}
ALWAYS = "-"
VALUES_SHOWN = 20
SURE_SECONDS = 600
MAKING_SECONDS = 120


class OwnData:
    """One per counter.

    Args:
        public_url: where residents open their file, without a slash at the end.
        chain: where staff read that something was given or deleted.
    """

    def __init__(self, public_url: str, chain: AuditChain | None) -> None:
        self._public_url = public_url
        self._chain = chain

    def show(self, exchange: Exchange) -> bool:
        """個人情報: what there is, kind by kind, and the registered values."""
        words = exchange.words
        whose = _whose(exchange)
        found = [one for one in holdings(exchange.session, whose) if one.held.count > one.held.kept]
        since = get_resident(exchange.session, whose.resident_id).first_seen_at
        rows = [Row(words("privacy.since"), words("kept.began", at=since))]
        rows.append(Row(words("privacy.line_id"), words("privacy.line_id_value")))
        rows += [Row(words(f"privacy.kinds.{one.name}"), words("privacy.count", count=one.held.count)) for one in found]
        channel = words(f"privacy.channels.{exchange.turn.channel}")
        card = Card(
            words("privacy.title"),
            words("privacy.text", town_name=exchange.town["town_name"], channel=channel),
            rows=tuple(rows),
            choices=(_press(exchange, FILE, style="primary"), _press(exchange, DELETE)),
            note=words("privacy.note"),
            alt=words("privacy.alt"),
        )
        values = _values_card(exchange, whose)
        exchange.say(card if values is None else Carousel((card, values), alt=words("privacy.alt")))
        return True

    def press(self, exchange: Exchange, pressed: Pressed) -> None:
        """A button of these cards, however old."""
        if pressed.number in _NAMES:
            exchange.turn.said = exchange.words(f"privacy.{_NAMES[pressed.number]}")
        if pressed.number == FILE:
            self._make(exchange)
        elif pressed.number == DELETE:
            self._preview(exchange)
        else:
            self._decide(exchange, pressed.dialog_id, pressed.number == SURELY)

    # The file

    def _make(self, exchange: Exchange) -> None:
        begun = exchange.tracker.get("own_file", 0)
        if exchange.at - begun < MAKING_SECONDS:
            exchange.tell("privacy.making_already")
            return
        exchange.tracker["own_file"] = exchange.at
        exchange.turn.order(JOB, asdict(_whose(exchange)))
        self._audit(exchange, "file")

    def give(self, exchange: Exchange) -> None:
        """The finished file, as a link."""
        exchange.tracker.pop("own_file", None)
        file_id = (exchange.turn.result or {}).get("file_id")
        if file_id is None:
            exchange.tell("privacy.file_failed")
            return
        words, now = exchange.words, exchange.turn.now
        token = make_link(exchange.session, file_id=int(file_id), whose=_whose(exchange), now=now)
        url = f"{self._public_url}{ADDRESS}/{token}?openExternalBrowser=1"
        exchange.say(
            Card(
                words("privacy.file_title"),
                words("privacy.file_text"),
                choices=(Choice(words("privacy.open"), "uri", uri=url, style="primary"),),
                note=words("privacy.file_note", minutes=round(LIFETIME.total_seconds() / 60)),
            )
        )

    # The deletion

    def _preview(self, exchange: Exchange) -> None:
        words = exchange.words
        found = holdings(exchange.session, _whose(exchange))
        rows = [Row(words(f"privacy.kinds.{one.name}"), _fate(exchange, one)) for one in found]
        rows.append(Row(words("privacy.profile_goes"), words("privacy.profile_goes_value")))
        name = new_dialog_id()
        exchange.tracker["erasing"] = {"id": name, "at": exchange.at}
        kept = [words(f"privacy.reasons.{one.name}") for one in found if one.held.kept]
        reasons: list[Utterance] = [Say("\n".join((words("privacy.reasons_title"), *kept)))] if kept else []
        exchange.say(*reasons, Say(words("privacy.elsewhere")))
        exchange.say(
            Card(
                words("privacy.preview_title"),
                words("privacy.preview_text"),
                rows=tuple(rows),
                choices=(
                    _press(exchange, SURELY, name),
                    _press(exchange, KEEP, name, style="primary"),
                ),
                note=words("privacy.after"),
            )
        )

    def _decide(self, exchange: Exchange, name: str, is_sure: bool) -> None:
        asked = exchange.tracker.pop("erasing", None)
        if asked is None or asked["id"] != name or exchange.at - asked["at"] > SURE_SECONDS:
            exchange.tell("privacy.old")
        elif not is_sure:
            exchange.tell("privacy.kept_all")
        else:
            self._erase(exchange)

    def _erase(self, exchange: Exchange) -> None:
        whose, turn = _whose(exchange), exchange.turn
        found = holdings(exchange.session, whose)
        kept = sum(one.held.kept for one in found)
        count = sum(one.held.count for one in found) - kept
        counts = erase_resident(exchange.session, whose, now=turn.now)
        # Nothing of this turn may name the person again.
        exchange.tracker.clear()
        turn.is_logged = False
        exchange.tell("privacy.done_kept" if kept else "privacy.done", count=count, kept=kept)
        exchange.tell("privacy.done_after")
        self._audit(exchange, "delete", sum(counts.values()))

    def _audit(self, exchange: Exchange, what: str, count: int | None = None) -> None:
        if self._chain is not None:
            entry = own_entry(exchange.words, exchange.turn.channel, what, count)
            self._chain.append(exchange.session, entry, now=exchange.turn.now)


def _whose(exchange: Exchange) -> Whose:
    return Whose(exchange.turn.channel, exchange.turn.line_user_id, exchange.meet())


def _values_card(exchange: Exchange, whose: Whose) -> Card | None:
    values = profile_rows(exchange.session, whose)
    if not values:
        return None
    words = exchange.words
    rows = [Row(one["item"], one["value"]) for one in values[:VALUES_SHOWN]]
    if len(values) > VALUES_SHOWN:
        rows.append(Row(words("privacy.more"), words("privacy.more_value", count=len(values) - VALUES_SHOWN)))
    return Card(words("privacy.values_title"), rows=tuple(rows))


def _fate(exchange: Exchange, one: Holding) -> str:
    gone = one.held.count - one.held.kept
    key = "will_go" if not one.held.kept else "some_kept" if gone else "all_kept"
    return exchange.words(f"privacy.{key}", count=gone, gone=gone, kept=one.held.kept)


def _press(exchange: Exchange, number: int, name: str = ALWAYS, *, style: str = "secondary") -> Choice:
    label = exchange.words(f"privacy.{_NAMES[number]}")
    return Choice(
        label,
        "press",
        value=press_data(PRESS_KIND, name, number),
        text=label,
        style="primary" if style == "primary" else "secondary",
    )
