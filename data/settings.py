"""Settings: environment variables (and `.env`) named `MADOGUCHI_…`. The README documents each; `check` prints them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.db.faults import BadSetting

LINE_API = "https://api.line.me"
LINE_DATA = "https://api-data.line.me"
CHANNELS = ("public", "test", "staff")


class Settings(BaseSettings):
    """Every setting of the program, checked. Secrets never show when printed."""

    model_config = SettingsConfigDict(env_prefix="MADOGUCHI_", env_file=".env", extra="ignore", frozen=True)

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
    actions_token: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    trusted_proxies: int = Field(default=0, ge=0, le=5)
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


def read_settings(**overrides: object) -> Settings:
    """Read and check the settings.

    Raises:
        BadSetting: names the first wrong one and what is wrong with it.
    """
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as fault:
        first = fault.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise BadSetting(name=f"MADOGUCHI_{name}", reason=_reason(first)) from fault
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    try:
        port = settings.address[1]
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise BadSetting(
            name="MADOGUCHI_LISTEN", reason="「127.0.0.1:8080」のように、アドレスとポート番号を書いてください。"
        )
    if settings.is_trial:
        return
    for name in ("public_url", "line_api_url", "line_data_url"):
        value = getattr(settings, name)
        if value and not value.startswith("https://"):
            raise BadSetting(
                name=f"MADOGUCHI_{name.upper()}",
                reason="「https://」で始まるアドレスにしてください（試すときは MADOGUCHI_MODE=trial にします）。",
            )
    if settings.clock_file is not None:
        raise BadSetting(name="MADOGUCHI_CLOCK_FILE", reason="時計を動かせるのは MADOGUCHI_MODE=trial のときだけです。")


def _reason(error: object) -> str:
    kind = str(error["type"]) if isinstance(error, dict) else ""
    if kind == "literal_error" and isinstance(error, dict):
        return f"使える値は {error['ctx']['expected']} です。"
    if kind.startswith(("int", "greater", "less")):
        return "数を書いてください。"
    return "書き方を README で確かめてください。"
