"""Backups in words: how large, what went wrong, whom to tell, and what the command line prints."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from data.backups.reading import Proof, verify_backup
from data.backups.records import back_up_now
from data.backups.restoring import restore_backup
from data.clock import Clock
from data.db.schema import head_revision
from data.settings import Settings
from dialogs.wording import load_wording

RIGHT = "settings:write"
WORDS = load_wording()
UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB"))


def size_text(size: int) -> str:
    """12.3MB."""
    for unit, name in UNITS:
        if size >= unit:
            return f"{size / unit:.1f}{name}"
    return f"{size}B"


def why(error: str) -> dict[str, str]:
    """The facts `reason` and `what_to_do` of a failed backup's code; a code of a later program is a fault."""
    code = error if f"backups.reasons.{error}" in WORDS else "fault"
    return {"reason": WORDS(f"backups.reasons.{code}"), "what_to_do": WORDS(f"backups.what_to_do.{code}")}


def said_of(settings: Settings, *, command: str, file: Path | None = None, force: bool = False) -> str:
    """Do `main.py backup`, `verify FILE` or `restore FILE`; what it prints.

    Raises:
        StartFault: why not.
    """
    if command == "backup" or file is None:
        return _backup(settings)
    return _verify(settings, file) if command == "verify" else _restore(settings, file, force=force)


def _backup(settings: Settings) -> str:
    made = back_up_now(settings)
    return "\n".join([WORDS("backups.line.made", path=made.path, size=size_text(made.size)), *_proved(made.proof)])


def _verify(settings: Settings, path: Path) -> str:
    return "\n".join([WORDS("backups.line.sound", path=path), *_proved(verify_backup(path, settings))])


def _restore(settings: Settings, path: Path, *, force: bool) -> str:
    restored = restore_backup(path, settings, force=force, now=Clock(settings.clock_file).now())
    about = restored.about
    if about is None:
        lines = [WORDS("backups.line.finished", file=restored.file)]
    else:
        at = datetime.fromisoformat(about.made_at)
        lines = [WORDS("backups.line.restored", rows=about.rows, files=restored.files, at=at)]
    if restored.old is not None:
        lines.append(WORDS("backups.line.kept", path=restored.old))
    if restored.old_database:
        lines.append(WORDS("backups.line.kept_database", name=restored.old_database))
    if about is not None and about.revision < head_revision() and about.engine == "postgresql":
        lines.append(WORDS("backups.line.migrate", command="python main.py migrate"))
    else:
        lines.append(WORDS("backups.line.start", command="python main.py serve"))
    return "\n".join(lines)


def _proved(proof: Proof) -> list[str]:
    about = proof.about
    lines = [
        WORDS(
            "backups.line.contents",
            at=datetime.fromisoformat(about.made_at),
            version=about.version,
            revision=about.revision,
            audit=about.audit_number,
        ),
        WORDS("backups.line.counts", rows=about.rows, tables=len(about.counts), files=proof.files),
    ]
    if about.missing:
        lines.append(WORDS("backups.line.missing", missing=about.missing))
    return lines
