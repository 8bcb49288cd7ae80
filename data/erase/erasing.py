"""Erasing everything: what is to go is written down first (HOME/erasing.json), so that a killed run can be finished.

The keys go first: from then on nobody can read what is still there. Their files are overwritten before they are
deleted; the rest is encrypted with them. What the program did not make stays and is named.
"""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from data.backups.about import look_into
from data.backups.disk import clear_faults, to_disk
from data.backups.locks import alone_in_home
from data.db import opening
from data.db.faults import fault_of_disk
from data.db.keys import KEYRING, write_private
from data.db.models import Base
from data.erase.certificate import read_certificate, signed
from data.erase.export import Exported, export_all
from data.erase.faults import ExportThere, NothingToErase, OtherTown
from data.erase.inventory import folders_of, left_in, parts_of, take_inventory
from data.erase.schema import drop_everything
from data.fold import fold
from data.keys.renewal import only_us
from data.settings import Settings
from data.town.service import town_setting
from data.version import version

CERTIFICATE = "erasure-certificate"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done. `facts`: what the certificate says. `is_resumed`: an interrupted erasure was finished."""

    certificate: Path
    facts: dict[str, Any]
    exported: Path | None
    is_resumed: bool


def erase_everything(settings: Settings, *, town: str, export: Path | None, now: datetime) -> Erased:
    """Export if asked, delete, certify.

    Args:
        town: must be the town's name. export: where the ZIP goes.

    Raises:
        StartFault: why not; nothing was touched.
    """
    home = settings.home
    if not home.is_dir():
        raise NothingToErase(path=home)
    with alone_in_home(home), clear_faults(home):
        begun = _pending(home)
        if begun is None:
            begun = _begun(settings, town, export, now)
            write_private(home / opening.ERASING, orjson.dumps(begun))
            to_disk(home)
            return _finished(settings, begun, export, is_resumed=False)
        if not begun:
            certificate = max(home.glob(f"{CERTIFICATE}-*.json"))
            (home / opening.ERASING).unlink()
            return Erased(certificate, read_certificate(certificate), None, is_resumed=True)
        _same_town(town, begun["facts"]["town"])
        return _finished(settings, begun, None, is_resumed=True)


def _begun(settings: Settings, town: str, export: Path | None, now: datetime) -> dict[str, Any]:
    home = settings.home
    if not (home / KEYRING).exists():
        raise NothingToErase(path=home)
    keys = opening.open_home(settings)
    only_us(settings)
    with opening.short_session(settings) as session:
        name = str(town_setting(session, "town_name"))
        _same_town(town, name)
        exported: Exported | None = None
        if export is not None:
            if export.exists() or export.absolute().is_relative_to(home.absolute()):
                raise ExportThere(path=export)
            try:
                exported = export_all(
                    session.connection(), Base.metadata, home / "files", keys.for_purpose("attachments"), export
                )
            except OSError as fault:
                raise fault_of_disk(fault, export.absolute().parent) from fault
        contents = look_into(session.connection())
    facts = {
        "town": name,
        "begun_at": now.isoformat(),
        "program": version(),
        "engine": "postgresql" if settings.database_url.get_secret_value() else "sqlite",
        "exported": None if exported is None or export is None else {"file": export.name, **asdict(exported)},
        "inventory": asdict(take_inventory(settings, contents)),
    }
    # As it will be read again: a resumed run signs the same.
    facts = orjson.loads(orjson.dumps(facts))
    return {"facts": facts, "seed": secrets.token_bytes(32).hex()}


def _finished(settings: Settings, begun: dict[str, Any], export: Path | None, *, is_resumed: bool) -> Erased:
    home, facts = settings.home, begun["facts"]
    parts = parts_of(settings)
    for path in parts.pop("keys"):
        _overwrite(path)
        path.unlink()
    databases = drop_everything(settings)
    for paths in parts.values():
        for path in paths:
            if path.suffix != ".lock":  # held by this very run
                path.unlink(missing_ok=True)
    for folder in folders_of(settings):
        shutil.rmtree(folder, ignore_errors=True)
    to_disk(home)
    begun_at = datetime.fromisoformat(facts["begun_at"])
    target = home / f"{CERTIFICATE}-{begun_at:%Y%m%d-%H%M%S}.json"
    left = [name for name in left_in(home) if name != opening.ERASING and not name.endswith(".lock")]
    erased = {**facts, "databases": databases, "left": [name for name in left if not name.startswith(CERTIFICATE)]}
    erased["keys_in_environment"] = bool(settings.master_key.get_secret_value())
    write_private(target, signed(erased, bytes.fromhex(begun["seed"])))
    _overwrite(home / opening.ERASING)
    (home / opening.ERASING).unlink()
    to_disk(home)
    return Erased(target, erased, export, is_resumed)


def _pending(home: Path) -> dict[str, Any] | None:
    """What was begun; empty when all was done but the deletion of this note, whose signing key is overwritten."""
    try:
        content = (home / opening.ERASING).read_bytes()
    except FileNotFoundError:
        return None
    found: dict[str, Any] = orjson.loads(content) if content.strip(b"\0") else {}
    return found


def _same_town(given: str, name: str) -> None:
    if fold(given) != fold(name):
        raise OtherTown(given=given, name=name)


def _overwrite(path: Path) -> None:
    """Best effort: many disks write elsewhere; that is why all else is encrypted."""
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
