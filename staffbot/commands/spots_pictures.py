"""Pictures of 施設: sent by staff, or fetched from the addresses in the list; what came and what didn't is told."""

from __future__ import annotations

from typing import Any

from data.files.service import is_published
from data.spots.models import Spot
from data.spots.pictures import FETCH, TAKE
from data.spots.service import TOPIC, get_spot, set_spot_picture, spots_to_fetch
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Choice, Say, Speech
from staffbot.command import Arg, Call, FileRef, JobResult, Named, Reply, command
from staffbot.commands.spots_noun import NAME, SPOTS
from staffbot.commands.spots_shown import spot_card

SHOWN = 5


def picture_said(call: Call, spot: Spot) -> str:
    """A spot's picture in words: where it comes from, and whether it is there yet; "" for none."""
    if not spot.image_url:
        return call.words("spots_staff.picture.sent") if spot.image_id else ""
    return spot.image_url if spot.image_id else call.words("spots_staff.picture.not_yet", address=spot.image_url)


def fetch_for(call: Call, spot: Spot) -> None:
    """Order the picture of a spot whose address was given; nobody waits for it."""
    if spot.image_url and not spot.image_id:
        call.order_job(FETCH, {"spot_id": spot.id}, keep={"spot_id": spot.id}, waits=False)


def fetch_for_import(call: Call) -> None:
    """Order all pictures that a list has brought."""
    if call.session.scalars(spots_to_fetch().limit(1)).first() is not None:
        call.order_job(FETCH, {}, waits=False)


def take_picture(call: Call, spot_id: int, photo: FileRef) -> Reply:
    """Order that a photo that was sent becomes the spot's picture."""
    where: dict[str, Any] = {"message_id": photo.message_id}
    if photo.attachment_id is not None:
        where = {"attachment_id": photo.attachment_id}
    call.order_job(TAKE, where, keep={"spot_id": spot_id})
    return Reply(Speech())


def come_back(call: Call, result: JobResult) -> Reply:
    """What the two jobs brought."""
    return _taken(call, result) if result.kind == TAKE else _fetched(call, result)


@command(
    SPOTS,
    "写真決定",
    args=(NAME, Arg("image", "word", "写真")),
    right="spots:write",
    undoable=True,
    is_listed=False,
    help="送られた写真を、施設の写真にします。",
    example="施設 写真決定 #3 0123456789abcdef",
)
def put(call: Call) -> Reply:
    words = call.words
    spot = get_spot(call.session, call.args["spot"].id)
    if not is_published(call.session, call.args["image"]):
        return Reply(Speech([Say(_why(call, "gone"))], [_again(call, spot.id)]), outcome="refused")
    before = snapshot_row(spot)
    set_spot_picture(call.session, spot_id=spot.id, image_id=call.args["image"], now=call.now)
    undo = UndoNote(
        (RowChange(Spot.__tablename__, spot.id, before, snapshot_row(spot)),),
        topics=(TOPIC,),
        labels={"image_id": words("spots_staff.columns.image_url")},
    )
    return Reply(Speech([Say(words("spots_staff.picture.put", name=spot.name)), spot_card(call, spot)]), undo)


@command(
    SPOTS,
    "写真",
    aliases=("しゃしん", "画像"),
    args=(NAME, Arg("photo", "photo", "写真")),
    right="spots:write",
    undoable=True,
    on_result=come_back,
    help="施設の写真を、送った写真に替えます。写真の住所（https://…）でもかまいません。",
    example="施設 写真 道の駅とざわ",
)
def set_picture(call: Call) -> Reply:
    from staffbot.commands.spots import edit

    photo, spot = call.args["photo"], call.args["spot"]
    if isinstance(photo, FileRef):
        return take_picture(call, spot.id, photo)
    return Reply(Speech(), then=(edit, {"record": spot, "item": "image_url", "value": photo}))


@command(
    SPOTS,
    "写真取込",
    aliases=("しゃしんとりこみ", "写真取り込み", "写真取込み"),
    right="spots:write",
    on_result=come_back,
    help="一覧に書いた住所から、まだ取り込んでいない写真を取り込みます。",
    example="施設 写真取込",
)
def fetch_missing(call: Call) -> Reply:
    missing = len(call.session.scalars(spots_to_fetch()).all())
    if not missing:
        return Reply(Speech([Say(call.words("spots_staff.picture.none_missing"))]))
    call.order_job(FETCH, {}, waits=False)
    return Reply(Speech([Say(call.words("spots_staff.picture.fetching", count=missing))]))


def _taken(call: Call, result: JobResult) -> Reply:
    spot_id = int(result.keep["spot_id"])
    if "error" in result.found:
        why = _why(call, str(result.found["error"]))
        return Reply(Speech([Say(why)], [_again(call, spot_id)]), outcome="refused", audit_note=why)
    spot = get_spot(call.session, spot_id)
    named = Named(spot.id, spot.name, spot.address)
    return Reply(Speech(), then=(put, {"spot": named, "image": str(result.found["image_id"])}))


def _fetched(call: Call, result: JobResult) -> Reply:
    words, found = call.words, result.found
    if "error" in found:
        why = _why(call, str(found["error"]))
        return Reply(Speech([Say(why)], [_fetch_again(call)]), outcome="refused", audit_note=why)
    count, failed = int(found["fetched"]), list(found["failed"])
    lines = []
    if count:
        lines.append(words("spots_staff.picture.fetched", count=count))
    if failed:
        lines.append(words("spots_staff.picture.failed", count=found["failures"]))
        told = [
            words("spots_staff.picture.failed_one", name=one["name"], why=_why(call, one["reason"])) for one in failed
        ]
        lines += told[:SHOWN]
        if (more := found["failures"] - SHOWN) > 0:
            lines.append(words("spots_staff.picture.more", count=more))
    if not lines:
        # The address was changed again meanwhile: its own order tells.
        return Reply(Speech())
    speech = Speech([Say("\n".join(lines))])
    if "spot_id" in result.keep and not failed:
        speech.add(spot_card(call, get_spot(call.session, int(result.keep["spot_id"]))))
    if failed:
        speech.choices += [_again(call, one["spot_id"], one["name"]) for one in failed[:SHOWN]]
        if any(one["reason"] == "unreachable" for one in failed):
            speech.choices.append(_fetch_again(call))
    return Reply(speech, outcome="refused" if failed and not count else "done")


def _why(call: Call, reason: str) -> str:
    key = f"spots_staff.picture.why.{reason}"
    return call.words(key if key in call.desk.words else "spots_staff.picture.why.other")


def _again(call: Call, spot_id: int, name: str = "") -> Choice:
    label = call.words("spots_staff.picture.mend", name=name) if name else call.words("editing.again")
    return Choice(label, "text", text=f"{SPOTS.word} 写真 #{spot_id}")


def _fetch_again(call: Call) -> Choice:
    return Choice(call.words("spots_staff.picture.fetch_again"), "text", text=fetch_missing.phrase)
