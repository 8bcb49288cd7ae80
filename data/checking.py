"""What `main.py check` finds in the settings. Nothing is opened, made or asked here."""

from __future__ import annotations

import difflib
import ipaddress
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import sqlalchemy as sa

from data.backups.folder import backups_in
from data.backups.pgtools import DUMP, RESTORE
from data.settings import CHANNELS, PREFIX, Settings, unknown_names

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "staffbot", "dialogs", "data")
SHORTEST_TOKEN = 16
# One is made each day; two days without one is a sign.
BACKUP_AGE = timedelta(hours=48)

Level = Literal["right", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `code` is a wording key below `check.`; a warning alone doesn't make `check` fail."""

    level: Level
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def check_settings(settings: Settings) -> list[Finding]:
    """What is right and wrong with settings that can be read."""
    found = [*_mode(settings), *_channels(settings), *_tokens(settings), *_places(settings), *_database(settings)]
    for name in unknown_names():
        near = difflib.get_close_matches(name, [PREFIX + one.upper() for one in Settings.model_fields], 1, 0.8)
        code = "settings.unknown_near" if near else "settings.unknown"
        found.append(Finding("warning", code, {"name": name, "near": "".join(near)}))
    return found


def check_backups(home: Path, now: datetime) -> Finding:
    """How old the newest proved backup is."""
    proved = [made for made, _, is_proved in backups_in(home) if is_proved]
    if not proved:
        return Finding("warning", "backups.none")
    is_recent = now - proved[0] <= BACKUP_AGE
    return Finding(
        "right" if is_recent else "warning", f"backups.{'recent' if is_recent else 'old'}", {"at": proved[0]}
    )


def _mode(settings: Settings) -> Iterator[Finding]:
    if settings.is_trial:
        yield Finding("warning", "settings.trial")
        return
    if not settings.public_url:
        yield Finding("wrong", "settings.no_public_url")
    if settings.trusted_proxies == 0:
        yield Finding("warning", "settings.no_proxy")
    if not _is_near(settings.address[0]):
        yield Finding("warning", "settings.open_port", {"listen": settings.listen})


def _channels(settings: Settings) -> Iterator[Finding]:
    complete: list[str] = []
    for channel in CHANNELS:
        parts = {"SECRET": settings.secret(channel), "TOKEN": settings.token(channel)}
        missing = [f"{PREFIX}LINE_{channel.upper()}_{part}" for part, value in parts.items() if not value]
        if len(missing) == 1:
            yield Finding("wrong", "settings.half_channel", {"channel": channel, "name": missing[0]})
        elif not missing:
            complete.append(channel)
            yield Finding("right", "settings.channel", {"channel": channel})
        elif not settings.is_trial:
            yield Finding("warning", "settings.no_channel", {"channel": channel})
    if not complete and not settings.is_trial:
        yield Finding("wrong", "settings.no_channels")
    for first, second in ((a, b) for at, a in enumerate(complete) for b in complete[at + 1 :]):
        if settings.secret(first) == settings.secret(second) or settings.token(first) == settings.token(second):
            yield Finding("wrong", "settings.same_channel", {"channel": first, "other": second})


def _tokens(settings: Settings) -> Iterator[Finding]:
    for name in ("actions_token", "metrics_token"):
        if 0 < len(getattr(settings, name).get_secret_value()) < SHORTEST_TOKEN:
            facts = {"name": PREFIX + name.upper(), "least": SHORTEST_TOKEN}
            yield Finding("warning", "settings.short_token", facts)
    url = urlsplit(settings.rasa_url)
    if settings.rasa_url and (url.scheme not in ("http", "https") or not url.hostname):
        yield Finding("wrong", "settings.rasa_url")
    elif url.scheme == "http" and not _is_near(url.hostname or ""):
        yield Finding("warning", "settings.rasa_plain", {"host": url.hostname})


def _places(settings: Settings) -> Iterator[Finding]:
    home = settings.home.resolve()
    if any(home.is_relative_to(ROOT / room) for room in ROOMS):
        yield Finding("wrong", "settings.home_in_program", {"path": home})
    if settings.is_trial:
        return
    if not settings.home.is_absolute():
        yield Finding("warning", "settings.home_relative", {"path": home})
    if settings.master_key.get_secret_value():
        if settings.master_key_file is not None:
            yield Finding("warning", "settings.two_keys")
    elif settings.master_key_file is None or settings.master_key_file.resolve().is_relative_to(home):
        yield Finding("warning", "settings.key_in_home")


def _database(settings: Settings) -> Iterator[Finding]:
    text = settings.database_url.get_secret_value()
    if not text or settings.is_trial:
        return
    yield Finding("warning", "settings.database_volume")
    if missing := [tool for tool in (DUMP, RESTORE) if shutil.which(tool) is None]:
        yield Finding("warning", "settings.no_tools", {"names": "・".join(missing)})
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError:
        return  # looking at the database tells it
    mode = url.query.get("sslmode", "")
    if url.host and not _is_near(url.host) and mode not in ("require", "verify-ca", "verify-full"):
        yield Finding("warning", "settings.database_plain", {"host": url.host})


def _is_near(host: str) -> bool:
    """This machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
