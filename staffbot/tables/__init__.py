"""Every list of the system as a table: one declaration each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from staffbot.tables.answers import ANSWER_TABLE
from staffbot.tables.declared import TableKind
from staffbot.tables.logs import ACCESS_TABLE, AUDIT_TABLE, TALK_TABLE
from staffbot.tables.people import STAFF_TABLE, TEAM_TABLE
from staffbot.tables.places import SHELTER_TABLE, SPOT_TABLE
from staffbot.tables.questions import FAQ_TABLE, UNANSWERED_TABLE
from staffbot.tables.residents import RESIDENT_TABLE
from staffbot.tables.works import FORM_TABLE, SEGMENT_TABLE

TABLES: Mapping[str, TableKind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            ANSWER_TABLE,
            RESIDENT_TABLE,
            SHELTER_TABLE,
            SPOT_TABLE,
            FAQ_TABLE,
            UNANSWERED_TABLE,
            STAFF_TABLE,
            TEAM_TABLE,
            FORM_TABLE,
            SEGMENT_TABLE,
            AUDIT_TABLE,
            TALK_TABLE,
            ACCESS_TABLE,
        )
    }
)
