"""Backups made from the command line: beside a running `serve`, with a row of their own."""

from __future__ import annotations

from data.backups.databases import database_of
from data.backups.disk import clear_faults
from data.backups.locks import sharing_home
from data.backups.making import Made, make_backup
from data.backups.service import begin_run, end_run
from data.clock import Clock
from data.db import opening, schema
from data.db.faults import BackupFault, DiskFull, NoRoom, NothingToBackUp, StartFault
from data.settings import Settings


def back_up_now(settings: Settings) -> Made:
    """Make a backup and write down how that ended, unless the schema is too old to have a place for it.

    Raises:
        StartFault: why there is none; then nothing was made, keys neither.
    """
    with clear_faults(settings.home):
        if not database_of(settings).is_there():
            raise NothingToBackUp(path=settings.home)
    clock = Clock(settings.clock_file)
    with sharing_home(settings.home):
        keys = opening.keys_of(settings)
        try:
            made = make_backup(settings, keys, now=clock.now())
        except StartFault as fault:
            _note(settings, clock, error=code_of(fault))
            raise
        _note(settings, clock, file=made.path.name, size=made.size)
        return made


def code_of(fault: StartFault) -> str:
    """What a failed backup's row says."""
    if isinstance(fault, BackupFault):
        return fault.code
    return NoRoom.code if isinstance(fault, DiskFull) else BackupFault.code


def _note(settings: Settings, clock: Clock, *, file: str = "", size: int = 0, error: str = "") -> None:
    engine = opening.database_engine(settings, opening.keys_of(settings))
    try:
        revision = schema.present_revision(engine)
    finally:
        engine.dispose()
    if revision == schema.head_revision():
        with opening.short_session(settings) as session:
            run_id = begin_run(session, now=clock.now())
            end_run(session, run_id=run_id, now=clock.now(), file=file, size=size, error=error)
