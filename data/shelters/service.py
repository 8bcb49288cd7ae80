"""Shelters: how they stand, and the town's list of them, one by one."""

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
from data.shelters.content import clean_content
from data.shelters.models import IN_USE_STATUSES, Hazard, Shelter, ShelterStatus

TOPIC = "shelters"
CODE_LETTER = "H"
MAX_HEADCOUNT = 100_000


class ShelterNotFound(DomainError):
    """`facts["shelter_id"]`."""

    code = "shelters.not_found"


class ShelterNameTaken(DomainError):
    """Another shelter of the same name stands at the same address. `facts["name"]`."""

    code = "shelters.name_taken"


class HeadcountInvalid(DomainError):
    """`facts["limit"]`: from 0 to this."""

    code = "shelters.headcount_invalid"


class ShelterInUse(DomainError):
    """It is open or about to be, so it is not removed. `facts`: name, status."""

    code = "shelters.in_use"


class ShelterEdited(DomainError):
    """Somebody edited it in the meantime. `facts`: name, revision (now)."""

    code = "shelters.edited"


def get_shelter(session: Session, shelter_id: int) -> Shelter:
    """One shelter.

    Raises:
        ShelterNotFound: no such shelter.
    """
    shelter = session.get(Shelter, shelter_id)
    if shelter is None:
        raise ShelterNotFound(shelter_id=shelter_id)
    return shelter


def list_shelters(status: ShelterStatus | None = None) -> Select[Shelter]:
    """The town's list in its order, for lists, pages and exports."""
    query = select(Shelter).order_by(Shelter.sort, Shelter.id)
    return query if status is None else query.where(Shelter.status == status)


def search_shelters(
    session: Session, *, text: str = "", status: ShelterStatus | None = None, hazard: Hazard | None = None
) -> list[Shelter]:
    """The shelters that have all words of `text` in their name, reading or address, in the list's order."""
    words = [fold(word) for word in text.split()]
    return [
        shelter
        for shelter in session.scalars(list_shelters(status))
        if (hazard is None or hazard in shelter.hazards)
        and all(word in fold(f"{shelter.name}\n{shelter.kana}\n{shelter.address}") for word in words)
    ]


def find_shelters_by_name(session: Session, text: str) -> list[Shelter]:
    """The shelters meant by a name, kana or kanji: those called exactly so, else those whose name has it in it.

    Shorter names first: they are nearer to what was typed.
    """
    wanted = fold(text)
    if not wanted:
        return []
    named = [(fold(shelter.name), fold(shelter.kana), shelter) for shelter in session.scalars(list_shelters())]
    exact = [shelter for name, kana, shelter in named if wanted in (name, kana)]
    if exact:
        return exact
    alike = [(len(name), shelter) for name, kana, shelter in named if wanted in name or wanted in kana]
    return [shelter for _, shelter in sorted(alike, key=lambda found: (found[0], found[1].sort, found[1].id))]


def count_by_status(session: Session) -> dict[ShelterStatus, int]:
    """How many shelters stand how; every status is there."""
    counted = session.execute(select(Shelter.status, func.count()).group_by(Shelter.status)).all()
    return dict.fromkeys(ShelterStatus, 0) | dict(counted)


def set_shelter_status(
    session: Session, *, shelter_id: int, status: ShelterStatus, now: datetime, staff_id: int = 0
) -> Shelter:
    """Say how a shelter stands from now on. Nobody is counted in one that is unopened or closed.

    Raises:
        ShelterNotFound: no such shelter.
    """
    shelter = get_shelter(session, shelter_id)
    shelter.status = status
    if status not in IN_USE_STATUSES:
        shelter.headcount = None
    shelter.status_changed_at = now
    shelter.status_changed_by = staff_id
    session.flush()
    note_change(session, TOPIC)
    return shelter


def set_headcount(session: Session, *, shelter_id: int, headcount: int, now: datetime, staff_id: int = 0) -> Shelter:
    """Say how many people are in a shelter.

    Raises:
        ShelterNotFound: no such shelter.
        HeadcountInvalid: below 0 or above MAX_HEADCOUNT.
    """
    if not 0 <= headcount <= MAX_HEADCOUNT:
        raise HeadcountInvalid(limit=MAX_HEADCOUNT)
    shelter = get_shelter(session, shelter_id)
    shelter.headcount = headcount
    shelter.status_changed_at = now
    shelter.status_changed_by = staff_id
    session.flush()
    note_change(session, TOPIC)
    return shelter


def add_shelter(session: Session, *, values: Mapping[str, Any], now: datetime) -> Shelter:
    """A new shelter, unopened, at the end of the list.

    Args:
        values: content columns (see `clean_content`); name, latitude and longitude are needed.

    Raises:
        ContentInvalid, OutOfJapan: a value that cannot be.
        ShelterNameTaken: it is there already.
    """
    content = clean_content(values, is_new=True)
    _refuse_twin(session, content["name"], content.get("address", ""), None)
    last = session.scalar(select(func.max(Shelter.sort))) or 0
    shelter = Shelter(
        **{"sort": last + 10, **content},
        public_id=new_public_id(),
        code=new_row_code(CODE_LETTER),
        revision=1,
        changed_at=now,
        status=ShelterStatus.unopened,
    )
    session.add(shelter)
    session.flush()
    note_change(session, TOPIC)
    return shelter


def edit_shelter(
    session: Session, *, shelter_id: int, changes: Mapping[str, Any], revision: int, now: datetime
) -> Shelter:
    """Change content columns of a shelter; its status stays.

    Args:
        revision: of the shelter as the editor saw it.

    Raises:
        ShelterNotFound: no such shelter.
        ShelterEdited: somebody else was quicker.
        ContentInvalid, OutOfJapan: a value that cannot be.
        ShelterNameTaken: another one has this name and address.
    """
    shelter = get_shelter(session, shelter_id)
    if shelter.revision != revision:
        raise ShelterEdited(name=shelter.name, revision=shelter.revision)
    current = {"latitude": shelter.latitude, "longitude": shelter.longitude}
    content = clean_content({**current, **changes}, is_new=False)
    _refuse_twin(session, content.get("name", shelter.name), content.get("address", shelter.address), shelter.id)
    for column, value in content.items():
        setattr(shelter, column, value)
    shelter.revision += 1
    shelter.changed_at = now
    session.flush()
    note_change(session, TOPIC)
    return shelter


def remove_shelter(session: Session, *, shelter_id: int, revision: int) -> Shelter:
    """Take a shelter off the list and return it as it was.

    Raises:
        ShelterNotFound: no such shelter.
        ShelterEdited: somebody edited it since.
        ShelterInUse: it is open or about to be.
    """
    shelter = get_shelter(session, shelter_id)
    if shelter.revision != revision:
        raise ShelterEdited(name=shelter.name, revision=shelter.revision)
    if shelter.status in IN_USE_STATUSES:
        raise ShelterInUse(name=shelter.name, status=shelter.status.value)
    session.delete(shelter)
    session.flush()
    note_change(session, TOPIC)
    return shelter


def names_in_use(session: Session, ids: list[int]) -> list[str]:
    """The names of those shelters that are open or about to be, in the list's order."""
    if not ids:
        return []
    wanted = frozenset(ids)
    busy = session.scalars(list_shelters().where(Shelter.status.in_(IN_USE_STATUSES)))
    return [shelter.name for shelter in busy if shelter.id in wanted]


def _refuse_twin(session: Session, name: str, address: str, own_id: int | None) -> None:
    for shelter in session.scalars(select(Shelter)):
        if shelter.id != own_id and (fold(shelter.name), fold(shelter.address)) == (fold(name), fold(address)):
            raise ShelterNameTaken(name=shelter.name)
