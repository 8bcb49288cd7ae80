"""The entries of each channel, ready to be matched."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.db.snapshots import SnapshotSource
from data.faq.matcher import FaqEntry, FaqMatcher
from data.faq.models import Faq
from data.faq.service import TOPIC


def load_faq(session: Session) -> Mapping[str, FaqMatcher]:
    """channel ("public", "test") -> its matcher."""
    rows = session.execute(
        select(Faq.id, Faq.question, Faq.keywords, Faq.answer, Faq.url, Faq.category, Faq.visible_on)
        .where(Faq.enabled.is_(True))
        .order_by(Faq.id)
    )
    entries: list[FaqEntry] = []
    public: list[FaqEntry] = []
    for id_, question, keywords, answer, url, category, visible_on in rows:
        entry = FaqEntry(id_, question, tuple(keywords), answer, url, category)
        entries.append(entry)
        if visible_on == "both":
            public.append(entry)
    on_test = FaqMatcher(entries)
    on_public = on_test if len(public) == len(entries) else FaqMatcher(public)
    return MappingProxyType({"public": on_public, "test": on_test})


SOURCE = SnapshotSource(TOPIC, load_faq)
