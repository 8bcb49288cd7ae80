"""設定 IP: from which networks the staff pages open. Whoever changes it can't shut themselves out."""

from __future__ import annotations

from data.sessions.service import last_address
from data.town.models import TownSetting
from data.town.networks import (
    LONGEST_LABEL,
    BadNetwork,
    NetworkKnown,
    NetworkUnknown,
    add_network,
    list_networks,
    read_address,
    read_network,
    remove_network,
    with_network,
)
from data.town.service import NETWORKS, TOPIC
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Preview, Reply, command
from staffbot.commands.settings import SETTINGS_NOUN
from staffbot.listing import list_speech, page_of

NETWORK = Arg(
    "network",
    "word",
    "IPアドレス",
    max_length=60,
    example="192.0.2.0/24",
    again=(BadNetwork, NetworkKnown, NetworkUnknown),
)


@command(
    SETTINGS_NOUN,
    "IP",
    aliases=("アイピー", "IP 一覧", "IPアドレス"),
    args=(Arg("conditions", "conditions", "条件", required=False),),
    right="settings:read",
    help="職員用のページを開ける場所を一覧にします。",
    example="設定 IP",
)
def show_networks(call: Call) -> Reply:
    words = call.words
    entries = list_networks(call.session)
    here = _here(call)
    if not entries:
        said = [words("signin.networks.everywhere"), *([here] if here else [])]
        return Reply(Speech([Card(words("signin.networks.title"), text="\n".join(said))]))
    may = call.may("settings:write")
    rows = []
    for one in entries:
        phrase = f"{remove.phrase} {one['network']}"
        button = Choice(words("signin.networks.remove"), "text", text=phrase) if may else None
        rows.append(Row(one["network"], one["label"] or words("signin.networks.unnamed"), button))
    conditions = call.args.get("conditions")
    page = page_of(rows, conditions.page if conditions else 1)
    speech = list_speech(call, words("signin.networks.title"), page, page.items, conditions=conditions)
    speech.add(Say("\n".join(part for part in (words("signin.networks.only"), here) if part)))
    return Reply(speech)


def _closing(call: Call) -> Preview | None:
    """The first network shuts out everywhere else."""
    entries = with_network(call.session, typed=call.args["network"], staff_id=call.staff.id)
    if len(entries) > 1:
        return None
    network = entries[0]["network"]
    lines = [call.words("signin.networks.first", network=network), _here(call)]
    if not lines[1]:
        lines[1] = call.words("signin.networks.unknown_place")
    return Preview(Speech([Say("\n".join(lines))]), {"network": network})


@command(
    SETTINGS_NOUN,
    "IP 追加",
    aliases=("IP追加", "アイピー 追加"),
    args=(NETWORK, Arg("label", "text", "呼び名", required=False, max_length=LONGEST_LABEL, example="役場")),
    right="settings:write",
    dangerous=True,
    preview=_closing,
    undoable=True,
    help="職員用のページを開ける場所を足します。",
    example="設定 IP 追加 192.0.2.0/24 役場",
)
def add(call: Call) -> Reply:
    before = _row(call)
    label = call.args.get("label", "")
    network = add_network(call.session, typed=call.args["network"], label=label, staff_id=call.staff.id)
    return _changed(call, before, "added", network, label)


def _opening(call: Call) -> Preview | None:
    """Without the last network the pages open from everywhere."""
    entries = list_networks(call.session)
    network = str(read_network(call.args["network"]))
    if [one["network"] for one in entries] != [network]:
        return None
    return Preview(Speech([Say(call.words("signin.networks.last", network=network))]), {"network": network})


@command(
    SETTINGS_NOUN,
    "IP 削除",
    aliases=("IP削除", "アイピー 削除"),
    args=(NETWORK,),
    right="settings:write",
    dangerous=True,
    preview=_opening,
    undoable=True,
    help="職員用のページを開ける場所を減らします。",
    example="設定 IP 削除 192.0.2.0/24",
)
def remove(call: Call) -> Reply:
    before = _row(call)
    removed = remove_network(call.session, typed=call.args["network"], staff_id=call.staff.id)
    return _changed(call, before, "removed", removed["network"], removed["label"])


def _changed(call: Call, before: dict[str, object] | None, key: str, network: str, label: str) -> Reply:
    call.session.flush()
    undo = UndoNote(
        (RowChange(TownSetting.__tablename__, NETWORKS, before, _row(call)),),
        topics=(TOPIC,),
        labels={"value": call.words("signin.networks.title")},
    )
    shown = f"（{label}）" if label else ""
    return Reply(Speech([Say(call.words(f"signin.networks.{key}", network=network, label=shown))]), undo=undo)


def _row(call: Call) -> dict[str, object] | None:
    row = call.session.get(TownSetting, NETWORKS)
    return None if row is None else snapshot_row(row)


def _here(call: Call) -> str:
    address = last_address(call.session, staff_id=call.staff.id)
    place = read_address(address)
    return call.words("signin.networks.here", address=str(place)) if place is not None else ""
