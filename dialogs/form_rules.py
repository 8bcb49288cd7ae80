"""A form's rules out of its document: its kind, its times, its limit, what one may do with one's own answer."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from data.clock import TOKYO
from data.forms.rules import FORM_KINDS, MOST_ACCEPTED, USUAL_SORT, FormKind, FormRules
from dialogs.fields.kind import Setup

RULE_KEYS = frozenset(
    {"kind", "opens_at", "closes_at", "limit", "once", "editable", "withdrawable", "listed", "sort"},
)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?")
LAST = time(23, 59, 59)


def compile_rules(setup: Setup) -> FormRules:
    """Read the rules; what is wrong is noted in `setup`. A form without `kind` belongs to a scenario: it has none."""
    document = setup.document
    if "kind" not in document:
        for key in sorted(RULE_KEYS & document.keys()):
            setup.refuse("rule_without_kind", key, key=key)
        return FormRules()
    kind: Any = setup.one_of("kind", "survey", FORM_KINDS)
    opens_at, closes_at = moment(setup, "opens_at", time.min), moment(setup, "closes_at", LAST)
    if opens_at is not None and closes_at is not None and opens_at >= closes_at:
        setup.refuse("closes_before_opening", "closes_at", key="closes_at")
    limit = setup.whole("limit", 1, 1, MOST_ACCEPTED) if document.get("limit") is not None else None
    lasting = kind == "preference"
    return FormRules(
        kind=_kind(kind),
        opens_at=opens_at,
        closes_at=closes_at,
        limit=limit,
        once=setup.truth("once", lasting) or lasting,
        editable=setup.truth("editable", lasting) or lasting,
        withdrawable=setup.truth("withdrawable", not lasting),
        listed=setup.truth("listed", True),
        sort=setup.whole("sort", USUAL_SORT, 0, 1000),
    )


def moment(setup: Setup, key: str, of_day: time) -> datetime | None:
    """`2026-12-01T09:00` or `2026-12-01` in Tokyo as an instant; a bare date stands for `of_day`."""
    try:
        return read_moment(setup.document.get(key), of_day)
    except ValueError:
        setup.refuse("moment", key, key=key)
        return None


def read_moment(value: Any, of_day: time) -> datetime | None:
    """What `moment` reads. Raises ValueError."""
    if value is None or value == "":
        return None
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(value)
    at = time.fromisoformat(found[2]) if found[2] else of_day
    return datetime.combine(date.fromisoformat(found[1]), at, TOKYO)


def _kind(name: str) -> FormKind:
    return next(kind for kind in FORM_KINDS if kind == name)
