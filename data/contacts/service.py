"""The list of contacts: added at its end, moved, taken off. Position 1 is told first."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.contacts.models import Contact
from data.errors import DomainError
from data.fold import fold
from data.staff.identity import identity_of
from data.staff.models import StaffMember

RIGHT = "alerts:handle"
MOST = 30
LONGEST_NAME = 60


class BadMailAddress(DomainError):
    """`facts["typed"]` is no address."""

    code = "contacts.bad_mail"


class ContactUnreachable(DomainError):
    """`facts["name"]` is no staff member, and has no mail address either."""

    code = "contacts.unreachable"


class ContactMayNot(DomainError):
    """`facts["name"]` may not handle alerts: a card with buttons that are refused would help nobody."""

    code = "contacts.may_not"


class ContactKnown(DomainError):
    """`facts["name"]` is in the list already."""

    code = "contacts.known"


class ContactNotFound(DomainError):
    """`facts["contact_id"]` is not in the list."""

    code = "contacts.not_found"


class TooManyContacts(DomainError):
    """`facts["most"]` are in the list."""

    code = "contacts.too_many"


def list_contacts(session: Session) -> list[Contact]:
    """In the order in which they are told. People who were stopped or deleted are passed over."""
    rows = session.scalars(select(Contact).order_by(Contact.sort, Contact.id))
    return [one for one in rows if one.staff_id is None or _is_active(session, one.staff_id)]


def add_contact(session: Session, *, name: str, staff_id: int | None = None, mail: str = "") -> Contact:
    """Put a person at the end of the list.

    Args:
        staff_id: told in the chat. mail: told by mail; "" for not.

    Raises:
        BadMailAddress, ContactUnreachable, ContactMayNot, ContactKnown, TooManyContacts: nothing changed.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    address = read_mail(mail) if mail else ""
    if staff_id is None and not address:
        raise ContactUnreachable(name=name)
    member = session.get(StaffMember, staff_id) if staff_id is not None else None
    if member is not None and not identity_of(session, member).may(RIGHT):
        raise ContactMayNot(name=member.name)
    known = list(session.scalars(select(Contact).order_by(Contact.sort)))
    if any((one.staff_id == staff_id if staff_id else fold(one.name) == fold(name)) for one in known):
        raise ContactKnown(name=name)
    if len(known) >= MOST:
        raise TooManyContacts(most=MOST)
    last = known[-1].sort if known else 0
    contact = Contact(sort=last + 1, name=name, staff_id=staff_id, mail=address)
    session.add(contact)
    session.flush()
    return contact


def move_contact(session: Session, *, contact_id: int, position: int) -> int:
    """Move to a position, counted from 1; beyond the end is the end. The position it got.

    Raises:
        ContactNotFound: see there.
    """
    rows = list(session.scalars(select(Contact).order_by(Contact.sort, Contact.id)))
    moved = find_contact(session, contact_id)
    rows.remove(moved)
    at = min(max(position, 1), len(rows) + 1)
    rows.insert(at - 1, moved)
    for number, one in enumerate(rows, start=1):
        one.sort = number
    session.flush()
    return at


def remove_contact(session: Session, *, contact_id: int) -> Contact:
    """Take a person off the list.

    Raises:
        ContactNotFound: see there.
    """
    contact = find_contact(session, contact_id)
    session.delete(contact)
    session.flush()
    return contact


def find_contact(session: Session, contact_id: int) -> Contact:
    """Raises:
    ContactNotFound: see there.
    """
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise ContactNotFound(contact_id=contact_id)
    return contact


def read_mail(typed: str) -> str:
    """An address as it is kept.

    Raises:
        BadMailAddress: see there.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadMailAddress(typed=typed.strip()[:100]) from None


def _is_active(session: Session, staff_id: int) -> bool:
    member = session.get(StaffMember, staff_id)
    return member is not None and member.stopped_at is None
