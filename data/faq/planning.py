"""What an FAQ list would change, and which of its keywords collide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.faq.collisions import find_collisions
from data.faq.content import searched_text
from data.faq.matcher import bare
from data.faq.models import CONTENT_COLUMNS, Faq
from data.faq.service import CODE_LETTER
from data.imports.parsed import ParsedTable
from data.imports.plan import ImportPlan, RemovedRow
from data.imports.planning import Comparison, Matcher, facts_of, new_row_code

COMPARED = tuple(column for column in CONTENT_COLUMNS if column != "folded")
DEFAULTS: Mapping[str, Any] = {"category": "", "url": "", "visible_on": "both", "enabled": True}


def plan_faq(session: Session, parsed: ParsedTable) -> ImportPlan:
    """Compare an FAQ list with the records. Reads only.

    A row means the entry of its ID, else the one of its question. The plan's `report` holds `collisions` of the list as
    it would be, and `collisions_added` of what it would be if nothing were removed: see `find_collisions`.
    """
    records = list(session.scalars(select(Faq).order_by(Faq.id)))
    comparison = Comparison(COMPARED, DEFAULTS, lambda content: content | {"folded": searched_text(content)})
    matcher = Matcher(records, lambda faq: bare(faq.question), parsed.rows)
    for row in parsed.rows:
        record = matcher.find(row, bare(row.values["question"]))
        if record is not None:
            comparison.meet(row, record, row.values)
        else:
            comparison.add(row, row.code or new_row_code(CODE_LETTER), row.values)
    for row in parsed.broken:
        record = matcher.find(row, bare(row.name))
        if record is not None:
            comparison.spare(record.id, row.row_no)
    removed = [RemovedRow(faq.id, faq.question) for faq in records if not comparison.is_met(faq.id)]

    changed = {row.target_id: row.content for row in comparison.changed}
    gone = {row.target_id for row in removed}
    kept = [
        (changed[faq.id]["question"], changed[faq.id]["keywords"], faq.id)
        if faq.id in changed
        else (faq.question, faq.keywords, faq.id)
        for faq in records
    ]
    added = [(row.content["question"], row.content["keywords"]) for row in comparison.new]
    whole = find_collisions([*((one, words) for one, words, faq_id in kept if faq_id not in gone), *added])
    in_all = find_collisions([*((one, words) for one, words, _ in kept), *added]) if gone else whole
    report = {"collisions": whole, "collisions_added": in_all}
    return comparison.plan(parsed, facts_of(session, Faq), records, removed, report=report)
