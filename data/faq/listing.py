"""The FAQ list as something to be imported."""

from __future__ import annotations

from data.faq.models import CONTENT_COLUMNS, Faq, FaqDraft
from data.faq.planning import plan_faq
from data.faq.reading import KIND, read_faq
from data.faq.service import TOPIC
from data.imports.kind import ImportKind

FAQ_LIST = ImportKind(
    name=KIND,
    topic=TOPIC,
    live=Faq,
    draft=FaqDraft,
    columns=CONTENT_COLUMNS,
    read=read_faq,
    plan=plan_faq,
    beginnings={},
)
