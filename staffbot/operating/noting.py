"""What is done on the server itself stands in the audit log too: who sits there may let anybody in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from data.audit.chain import AuditChain, AuditEntry
from data.clock import Clock
from data.db.opening import database_engine, keys_of, short_session
from data.db.schema import head_revision, present_revision
from data.settings import Settings
from dialogs.wording import load_wording

NOBODY = 0  # which of the server's users it was, the program can't know
WORDS = load_wording()


def note(session: Session, settings: Settings, command: str, args: Mapping[str, str]) -> None:
    """Add one line, in the caller's transaction.

    Args:
        command: as it is typed after `main.py`. args: label -> value, for people to read; no secrets.
    """
    chain = AuditChain(keys_of(settings).for_purpose("audit"))
    entry = AuditEntry(NOBODY, WORDS("operating.noted.who"), "system", f"main.py {command}", "done", {"args": args})
    chain.append(session, entry, now=Clock(settings.clock_file).now())


def note_done(settings: Settings, command: str, args: Mapping[str, str]) -> None:
    """The same in a transaction of its own, after the deed. A database that waits for `migrate` takes no line.

    Raises:
        StartFault: the line could not be written.
    """
    engine = database_engine(settings, keys_of(settings))
    try:
        is_current = present_revision(engine) == head_revision()
    finally:
        engine.dispose()
    if is_current:
        with short_session(settings) as session:
            note(session, settings, command, args)
