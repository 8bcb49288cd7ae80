"""Settings: environment variables (and `.env`) named `MADOGUCHI_…`. The README documents each; `check` prints them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.db.faults import BadSetting

LINE_API = "https://api.line.me"
LINE_DATA = "https://api-data.line.me"
CHANNELS = ("public", "test", "staff")
PREFIX = "MADOGUCHI_"
ENV_FILE = ".env"
URLS = ("database_url", "public_url", "line_api_url", "line_data_url", "rasa_url")


class Settings(BaseSettings):
    """Every setting of the program, checked. Secrets never show when printed."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Path("var")
    database_url: SecretStr = SecretStr("")
    listen: str = "127.0.0.1:8080"
    public_url: str = ""
    mode: Literal["production", "trial"] = "production"

    line_public_secret: SecretStr = SecretStr("")
    line_public_token: SecretStr = SecretStr("")
    line_public_basic_id: str = ""
    line_test_secret: SecretStr = SecretStr("")
    line_test_token: SecretStr = SecretStr("")
    line_test_basic_id: str = ""
    line_staff_secret: SecretStr = SecretStr("")
    line_staff_token: SecretStr = SecretStr("")
    line_staff_basic_id: str = ""
    line_api_url: str = LINE_API
    line_data_url: str = LINE_DATA

    master_key: SecretStr = SecretStr("")
    master_key_file: Path | None = None
    clock_file: Path | None = None
    rasa_url: str = ""
    nta_id: SecretStr = SecretStr("")
    actions_token: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    tls_cert: Path | None = None
    tls_key: Path | None = None
    mail_host: str = ""
    mail_port: int = Field(default=587, ge=1, le=65535)
    mail_tls: Literal["starttls", "tls", "none"] = "starttls"
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_from: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def address(self) -> tuple[str, int]:
        """(host, port) to listen on."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]") or "127.0.0.1", int(port)

    @property
    def database_path(self) -> Path:
        """The embedded database's file."""
        return self.home / "madoguchi.db"

    @property
    def is_trial(self) -> bool:
        """Http URLs, stand-ins and a movable clock are permitted."""
        return self.mode == "trial"

    def secret(self, channel: str) -> str:
        """The channel secret, "" when the channel is not set up."""
        value: SecretStr = getattr(self, f"line_{channel}_secret")
        return value.get_secret_value()

    def token(self, channel: str) -> str:
        """The channel access token."""
        value: SecretStr = getattr(self, f"line_{channel}_token")
        return value.get_secret_value()

    def basic_id(self, channel: str) -> str:
        """`@…`, "" when it has to be asked from LINE."""
        value: str = getattr(self, f"line_{channel}_basic_id")
        return value


@dataclass(frozen=True, slots=True)
class SettingShown:
    """One setting as it may be printed.

    Attributes:
        name: as it is set: `MADOGUCHI_LISTEN`.
        value: "" when it is empty or hidden. Addresses are without what may be secret in them (names, passwords).
        is_hidden: a secret that is set; its value is not in here.
    """

    name: str
    value: str
    is_hidden: bool
    source: Literal["environment", "file", "default"]


def read_settings(**overrides: object) -> Settings:
    """Read and check the settings.

    Raises:
        BadSetting: names the first wrong one and what is wrong with it.
    """
    settings, faults = try_settings(**overrides)
    if settings is None or faults:
        raise faults[0]
    return settings


def try_settings(**overrides: object) -> tuple[Settings | None, list[BadSetting]]:
    """The settings, None when a value can't even be read; and everything that is wrong with them."""
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as fault:
        return None, [BadSetting(name=PREFIX + _loc(one), reason=_reason(one)) for one in fault.errors()]
    return settings, _faults(settings)


def describe(settings: Settings) -> list[SettingShown]:
    """Every setting in the order of `Settings`, its secrets hidden, and where its value came from."""
    inside = {name.upper() for name, value in os.environ.items() if value}
    in_file = {name.upper() for name, value in dotenv_values(ENV_FILE).items() if value}
    shown = []
    for field in Settings.model_fields:
        name = PREFIX + field.upper()
        value = getattr(settings, field)
        plain = value.get_secret_value() if isinstance(value, SecretStr) else "" if value is None else str(value)
        is_hidden = isinstance(value, SecretStr) and field not in URLS and bool(plain)
        shown.append(
            SettingShown(
                name,
                "" if is_hidden else without_secrets(plain) if field in URLS else plain,
                is_hidden,
                "environment" if name in inside else "file" if name in in_file else "default",
            )
        )
    return shown


def unknown_names() -> list[str]:
    """Names that begin like ours and are no setting: most often a slip of the finger, which would pass in silence."""
    known = {PREFIX + field.upper() for field in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *dotenv_values(ENV_FILE))}
    return sorted(name for name in given if name.startswith(PREFIX) and name not in known)


def without_secrets(url: str) -> str:
    """An address without user name, password and query: `postgresql://db.example.jp:5432/madoguchi`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _faults(settings: Settings) -> list[BadSetting]:
    found: list[BadSetting] = []

    def refuse(field: str, reason: str) -> None:
        found.append(BadSetting(name=PREFIX + field.upper(), reason=reason))

    try:
        port = settings.address[1]
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        refuse("listen", "「127.0.0.1:8080」のように、アドレスとポート番号を書いてください。")
    database = settings.database_url.get_secret_value()
    if database and not _is_postgres_url(database):
        refuse("database_url", "「postgresql://」で始まるアドレスにしてください。")
    if (settings.tls_cert is None) != (settings.tls_key is None):
        refuse("tls_key" if settings.tls_key is None else "tls_cert", "証明書と鍵は、両方を書いてください。")
    if settings.mail_host and "@" not in settings.mail_from:
        refuse("mail_from", "差出人のメールアドレスを書いてください。")
    if settings.is_trial:
        return found
    if settings.mail_tls == "none":
        refuse("mail_tls", "暗号化しないメールは MADOGUCHI_MODE=trial のときだけです。starttls か tls にしてください。")
    for field in ("public_url", "line_api_url", "line_data_url"):
        value = getattr(settings, field)
        if value and not value.startswith("https://"):
            refuse(field, "「https://」で始まるアドレスにしてください（試すときは MADOGUCHI_MODE=trial にします）。")
    if settings.clock_file is not None:
        refuse("clock_file", "時計を動かせるのは MADOGUCHI_MODE=trial のときだけです。")
    return found


def _is_postgres_url(url: str) -> bool:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url).drivername in ("postgresql", "postgres")
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError
        return False


def _loc(error: Any) -> str:
    return "_".join(str(part) for part in error["loc"]).upper()


def _reason(error: Any) -> str:
    kind = str(error["type"])
    if kind == "literal_error":
        return f"使える値は {error['ctx']['expected'].replace(' or ', '、').replace(', ', '、')} です。"
    if kind in ("greater_than_equal", "less_than_equal"):
        word = "以上" if kind.startswith("greater") else "以下"
        return f"{error['ctx']['ge' if word == '以上' else 'le']}{word}の数を書いてください。"
    if kind.startswith("int"):
        return "数を書いてください。"
    return "書き方を README で確かめてください。"
