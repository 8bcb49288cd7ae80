"""The guard in the database: audit rows can be added at the end and nothing else; payloads can be erased.

It stops slips and programs, not somebody with the database's key, who could drop it: that is what the chain is for.
Made by the first migration step; a later step that rebuilds one of these tables must make its guard again.
"""

from __future__ import annotations

from typing import Final

TABLES: Final = ("audit_row", "audit_payload", "audit_head", "audit_subject")
NEXT: Final = "(SELECT number + 1 FROM audit_head WHERE id = 1)"
# (table, what is tried, when it is refused)
REFUSED: Final = (
    ("audit_row", "INSERT", f"NEW.id IS DISTINCT FROM {NEXT}"),
    ("audit_row", "UPDATE", "true"),
    ("audit_row", "DELETE", "true"),
    ("audit_payload", "INSERT", f"NEW.row_id IS DISTINCT FROM {NEXT}"),
    ("audit_payload", "UPDATE", "NEW.row_id <> OLD.row_id OR NEW.salt <> '' OR NEW.body <> ''"),
    ("audit_payload", "DELETE", "true"),
    ("audit_head", "UPDATE", "NEW.id <> OLD.id OR NEW.number <> OLD.number + 1"),
    ("audit_head", "DELETE", "true"),
    ("audit_subject", "INSERT", f"NEW.row_id IS DISTINCT FROM {NEXT}"),
    ("audit_subject", "UPDATE", "true"),
    (
        "audit_subject",
        "DELETE",
        "EXISTS (SELECT 1 FROM audit_payload WHERE row_id = OLD.row_id AND salt <> '')",
    ),
)
WHY: Final = "the audit log only grows"


def guard_statements(dialect: str) -> list[str]:
    """What makes the guard, one statement each, on "sqlite" or "postgresql"."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {trigger_name(table, tried)} BEFORE {tried} ON {table} WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
            for table, tried, when in REFUSED
        ]
    body = "".join(
        f" IF TG_TABLE_NAME = '{table}' AND TG_OP = '{tried}' THEN"
        f" IF {when} THEN RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation'; END IF; END IF;"
        for table, tried, when in REFUSED
    )
    function = (
        "CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation'; END IF;"
        f"{body} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {trigger_name(table, tried)} BEFORE {tried} ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION audit_guard()"
        for table, tried, _ in REFUSED
    ]
    truncate = [
        f"CREATE TRIGGER {trigger_name(table, 'truncate')} BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        for table in TABLES
    ]
    return [function, *triggers, *truncate]


def trigger_name(table: str, tried: str) -> str:
    """One trigger's name."""
    return f"{table}_guard_{tried.lower()}"
