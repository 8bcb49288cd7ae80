"""Telling trouble of the store itself (disk, lock, connection) from a fault of the call that met it.

What met an outage is not at fault: it waits and is done again. Recognised by what the drivers say, because SQLite has
one class, OperationalError, for a full disk and for a misspelt statement.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

SQLITE = (
    "database or disk is full",
    "disk I/O error",
    "database is locked",
    "unable to open database file",
    "attempt to write a readonly database",
)
# Connection, rolled back transaction, resources, operator's intervention, system: PostgreSQL's manual, appendix A.
POSTGRES_CLASSES = ("08", "40", "53", "57", "58")


def is_outage(fault: BaseException | None) -> bool:
    """True when the store is to blame, also when the call wrapped the driver's error in one of its own."""
    while fault is not None:
        if _is_outage(fault):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def trace_of(fault: BaseException) -> BaseException | None:
    """For the log's `exc_info`: the traceback of an outage says nothing, and there may be thousands of them."""
    return None if is_outage(fault) else fault


def _is_outage(fault: BaseException) -> bool:
    if isinstance(fault, DBAPIError):
        return fault.connection_invalidated or (fault.orig is not None and _is_outage(fault.orig))
    kind = type(fault)
    if kind.__module__.startswith("psycopg"):
        code = getattr(fault, "sqlstate", None)
        # Without a code it is the connection itself that failed.
        return code.startswith(POSTGRES_CLASSES) if code else kind.__name__ in ("OperationalError", "InterfaceError")
    return kind.__name__ == "OperationalError" and any(words in str(fault) for words in SQLITE)
