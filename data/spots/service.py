"""The list of spots, one by one, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from data.db.changes import note_change
from data.errors import DomainError
from data.fold import fold
from data.ids import new_public_id
from data.imports.planning import new_row_code
from data.spots.content import clean_content
from data.spots.models import Spot

TOPIC = "spots"
CODE_LETTER = "S"
STEP = 10  # between neighbours, so that another one fits in without renumbering all


class SpotNotFound(DomainError):
    """`facts["spot_id"]`."""

    code = "spots.not_found"


class SpotNameTaken(DomainError):
    """Another spot of the same name stands at the same address. `facts["name"]`."""

    code = "spots.name_taken"


class SpotEdited(DomainError):
    """Somebody edited it in the meantime. `facts`: name, revision (now)."""

    code = "spots.edited"


def get_spot(session: Session, spot_id: int) -> Spot:
    """One spot.

    Raises:
        SpotNotFound: no such spot.
    """
    spot = session.get(Spot, spot_id)
    if spot is None:
        raise SpotNotFound(spot_id=spot_id)
    return spot


def list_spots(*, category: str = "", visible_on: str | None = None) -> Select[Spot]:
    """The spots in the staff's order, for lists, pages and exports."""
    query = select(Spot).order_by(Spot.sort, Spot.id)
    if category:
        query = query.where(Spot.category == category)
    return query if visible_on is None else query.where(Spot.visible_on == visible_on)


def search_spots(session: Session, *, text: str = "", category: str = "", visible_on: str | None = None) -> list[Spot]:
    """The spots that have all words of `text` in their name, reading, category, keywords or address, in order."""
    words = [fold(word) for word in text.split()]
    return [
        spot
        for spot in session.scalars(list_spots(category=category, visible_on=visible_on))
        if all(word in _searched(spot) for word in words)
    ]


def count_spots(session: Session) -> dict[str, int]:
    """How many spots are "both" and "test"."""
    counted = session.execute(select(Spot.visible_on, func.count()).group_by(Spot.visible_on)).all()
    return {"both": 0, "test": 0} | dict(counted)


def spot_categories(session: Session) -> list[str]:
    """The categories in use, in the order of their first spot."""
    rows = session.execute(
        select(Spot.category, func.min(Spot.sort)).where(Spot.category != "").group_by(Spot.category)
    )
    return [category for category, _ in sorted(rows, key=lambda row: (row[1], row[0]))]


def add_spot(session: Session, *, values: Mapping[str, Any], now: datetime) -> Spot:
    """A new spot, at the end of the order unless `sort` is given.

    Args:
        values: content columns; name, latitude and longitude are needed.

    Raises:
        SpotInvalid, OutOfJapan: a value that cannot be.
        SpotNameTaken: it is there already.
    """
    content = clean_content(values, is_new=True)
    _refuse_twin(session, content["name"], content.get("address", ""), None)
    last = session.scalar(select(func.max(Spot.sort))) or 0
    spot = Spot(
        **{"sort": last + STEP, **content},
        public_id=new_public_id(),
        code=new_row_code(CODE_LETTER),
        revision=1,
        changed_at=now,
    )
    session.add(spot)
    session.flush()
    note_change(session, TOPIC)
    return spot


def edit_spot(session: Session, *, spot_id: int, changes: Mapping[str, Any], revision: int, now: datetime) -> Spot:
    """Change content columns of a spot; also テスト and 公開 (`visible_on`).

    Args:
        revision: of the spot as the editor saw it.

    Raises:
        SpotNotFound: no such spot.
        SpotEdited: somebody else was quicker.
        SpotInvalid, OutOfJapan: a value that cannot be.
        SpotNameTaken: another one has this name and address.
    """
    spot = _unchanged(session, spot_id, revision)
    current = {"latitude": spot.latitude, "longitude": spot.longitude}
    content = clean_content({**current, **changes}, is_new=False)
    _refuse_twin(session, content.get("name", spot.name), content.get("address", spot.address), spot.id)
    # Saying that there is none also takes away one that was sent.
    if "image_url" in content and (not content["image_url"] or content["image_url"] != spot.image_url):
        spot.image_id = ""
    for column, value in content.items():
        setattr(spot, column, value)
    _touch(session, spot, now)
    return spot


def set_spot_picture(session: Session, *, spot_id: int, image_id: str, now: datetime) -> Spot:
    """Show a published picture (empty: none) with a spot, in place of the one from an address.

    Raises:
        SpotNotFound: no such spot.
    """
    spot = get_spot(session, spot_id)
    spot.image_id = image_id
    spot.image_url = ""
    _touch(session, spot, now)
    return spot


def spots_to_fetch() -> Select[Spot]:
    """Spots whose picture stands at an address and hasn't been fetched yet."""
    return list_spots().where(Spot.image_url != "", Spot.image_id == "")


def picture_fetched(session: Session, *, spot_id: int, image_url: str, image_id: str) -> bool:
    """A job has fetched and published the picture of this address. False when the spot wants another one by now."""
    spot = session.get(Spot, spot_id)
    if spot is None or spot.image_url != image_url:
        return False
    spot.image_id = image_id
    session.flush()
    note_change(session, TOPIC)
    return True


def move_spot(session: Session, *, spot_id: int, position: int, now: datetime) -> list[Spot]:
    """Put a spot at a place of the order (1 is the first; beyond the end is the last). Returns the spots renumbered.

    Raises:
        SpotNotFound: no such spot.
    """
    spot = get_spot(session, spot_id)
    others = [other for other in session.scalars(list_spots()) if other.id != spot_id]
    others.insert(max(position, 1) - 1, spot)
    moved = []
    for number, other in enumerate(others, start=1):
        if other.sort != number * STEP:
            other.sort = number * STEP
            other.revision += 1
            other.changed_at = now
            moved.append(other)
    session.flush()
    note_change(session, TOPIC)
    return moved


def remove_spot(session: Session, *, spot_id: int, revision: int) -> Spot:
    """Take a spot off the list and return it as it was.

    Raises:
        SpotNotFound: no such spot.
        SpotEdited: somebody edited it since.
    """
    spot = _unchanged(session, spot_id, revision)
    session.delete(spot)
    session.flush()
    note_change(session, TOPIC)
    return spot


def _unchanged(session: Session, spot_id: int, revision: int) -> Spot:
    spot = get_spot(session, spot_id)
    if spot.revision != revision:
        raise SpotEdited(name=spot.name, revision=spot.revision)
    return spot


def _touch(session: Session, spot: Spot, now: datetime) -> None:
    spot.revision += 1
    spot.changed_at = now
    session.flush()
    note_change(session, TOPIC)


def _searched(spot: Spot) -> str:
    return fold("|".join([spot.name, spot.kana, spot.category, *spot.keywords, spot.address]))


def _refuse_twin(session: Session, name: str, address: str, own_id: int | None) -> None:
    for spot in session.scalars(select(Spot)):
        if spot.id != own_id and (fold(spot.name), fold(spot.address)) == (fold(name), fold(address)):
            raise SpotNameTaken(name=spot.name)
