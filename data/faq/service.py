"""The list of keyword answers, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from data.db.changes import note_change
from data.errors import DomainError
from data.faq.content import clean_content, searched_text
from data.faq.models import CONTENT_COLUMNS, Faq
from data.fold import fold
from data.ids import new_public_id
from data.imports.planning import new_row_code

TOPIC = "faq"
CODE_LETTER = "F"


class FaqNotFound(DomainError):
    """`facts["faq_id"]`."""

    code = "faq.not_found"


class FaqEdited(DomainError):
    """Somebody edited it in the meantime. `facts`: question, revision (now)."""

    code = "faq.edited"


def get_faq(session: Session, faq_id: int) -> Faq:
    """One entry.

    Raises:
        FaqNotFound: no such entry.
    """
    faq = session.get(Faq, faq_id)
    if faq is None:
        raise FaqNotFound(faq_id=faq_id)
    return faq


def list_faq(
    *, text: str = "", category: str = "", visible_on: str | None = None, enabled: bool | None = None
) -> Select[Faq]:
    """Entries in the order they were made, for lists, pages and exports.

    Args:
        text: all its words must stand in the question, keywords, answer or category, folded.
    """
    query = select(Faq).order_by(Faq.id)
    for word in text.split():
        query = query.where(Faq.folded.contains(fold(word), autoescape=True))
    if category:
        query = query.where(Faq.category == category)
    if visible_on is not None:
        query = query.where(Faq.visible_on == visible_on)
    return query if enabled is None else query.where(Faq.enabled == enabled)


def count_faq(session: Session) -> dict[str, int]:
    """How many entries are "both" and "test" (of the enabled ones), and how many are "disabled"."""
    counts = {"both": 0, "test": 0, "disabled": 0}
    counted = session.execute(select(Faq.visible_on, Faq.enabled, func.count()).group_by(Faq.visible_on, Faq.enabled))
    for visible_on, enabled, count in counted:
        counts[visible_on if enabled else "disabled"] += count
    return counts


def add_faq(session: Session, *, values: Mapping[str, Any], now: datetime) -> Faq:
    """A new entry.

    Args:
        values: content columns; keywords and answer are needed.

    Raises:
        FaqInvalid: a value that cannot be.
    """
    content = clean_content(values, is_new=True)
    content["folded"] = searched_text(content)
    faq = Faq(**content, public_id=new_public_id(), code=new_row_code(CODE_LETTER), revision=1, changed_at=now)
    session.add(faq)
    session.flush()
    note_change(session, TOPIC)
    return faq


def edit_faq(session: Session, *, faq_id: int, changes: Mapping[str, Any], revision: int, now: datetime) -> Faq:
    """Change content columns of an entry; also テスト and 公開 (`visible_on`).

    Args:
        revision: of the entry as the editor saw it.

    Raises:
        FaqNotFound: no such entry.
        FaqEdited: somebody else was quicker.
        FaqInvalid: a value that cannot be.
    """
    faq = get_faq(session, faq_id)
    if faq.revision != revision:
        raise FaqEdited(question=faq.question, revision=faq.revision)
    for column, value in clean_content(changes, is_new=False).items():
        setattr(faq, column, value)
    faq.folded = searched_text({column: getattr(faq, column) for column in CONTENT_COLUMNS})
    faq.revision += 1
    faq.changed_at = now
    session.flush()
    note_change(session, TOPIC)
    return faq


def remove_faq(session: Session, *, faq_id: int, revision: int) -> Faq:
    """Delete an entry and return it as it was.

    Raises:
        FaqNotFound: no such entry.
        FaqEdited: somebody edited it since.
    """
    faq = get_faq(session, faq_id)
    if faq.revision != revision:
        raise FaqEdited(question=faq.question, revision=faq.revision)
    session.delete(faq)
    session.flush()
    note_change(session, TOPIC)
    return faq
