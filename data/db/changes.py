"""Which shared facts a transaction changed. Snapshots follow the change log; services only name the topic."""

from __future__ import annotations

from sqlalchemy.orm import Session

TOPICS_KEY = "changed_topics"


def note_change(session: Session, topic: str) -> None:
    """Say that `topic` ("shelters", "faq", ...) changed in this transaction.

    The store writes the change-log row last in the transaction and swaps the snapshot before the caller goes on.
    """
    topics: set[str] = session.info.setdefault(TOPICS_KEY, set())
    topics.add(topic)
