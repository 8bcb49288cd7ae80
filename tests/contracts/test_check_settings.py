"""`main.py check` on the settings: what is wrong, what only deserves a look, and what must never be shown."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

import main
from data.checking import ROOT, check_backups, check_settings
from data.gateways.hosts import outside_hosts
from data.settings import Settings, describe, read_settings, try_settings, without_secrets

SECRETS = {
    f"line_{channel}_{part}": f"{channel}-{part}-0123456789abcdef"
    for channel in ("public", "test", "staff")
    for part in ("secret", "token")
}
LOCAL = "postgresql://localhost/town"
DATABASE = "postgresql://town:hush@db.example.jp:5432/madoguchi"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    """No setting from this machine, and no `.env`."""
    for name in os.environ:
        if name.upper().startswith("MADOGUCHI_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("data.checking.shutil.which", lambda name: f"/usr/bin/{name}")


def production(tmp_path, **changes) -> Settings:
    """As a town would run it, unless changed."""
    right = {
        "home": tmp_path / "home",
        "public_url": "https://madoguchi.example.jp",
        "trusted_proxies": 1,
        "master_key_file": tmp_path / "keys" / "master.key",
        **SECRETS,
    }
    return Settings(**{**right, **changes})


def found(settings: Settings, level: str) -> list[str]:
    return [finding.code for finding in check_settings(settings) if finding.level == level]


def test_a_town_that_is_set_up_well_hears_no_complaint(tmp_path):
    settings = production(tmp_path)

    assert found(settings, "wrong") == []
    assert found(settings, "warning") == []
    assert found(settings, "right") == ["settings.channel"] * 3


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"public_url": ""}, "settings.no_public_url"),
        ({"line_test_token": ""}, "settings.half_channel"),
        ({"line_staff_secret": ""}, "settings.half_channel"),
        (dict.fromkeys(SECRETS, ""), "settings.no_channels"),
        ({"line_test_secret": SECRETS["line_public_secret"]}, "settings.same_channel"),
        ({"line_staff_token": SECRETS["line_public_token"]}, "settings.same_channel"),
        ({"rasa_url": "rasa:5005"}, "settings.rasa_url"),
        ({"home": ROOT / "data" / "town"}, "settings.home_in_program"),
    ],
)
def test_what_cannot_work_is_wrong(tmp_path, changes, code):
    assert found(production(tmp_path, **changes), "wrong") == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mode": "trial"}, "settings.trial"),
        ({"trusted_proxies": 0}, "settings.no_proxy"),
        ({"listen": "0.0.0.0:8080"}, "settings.open_port"),
        ({"line_test_secret": "", "line_test_token": ""}, "settings.no_channel"),
        ({"actions_token": "short"}, "settings.short_token"),
        ({"metrics_token": "short"}, "settings.short_token"),
        ({"rasa_url": "http://rasa.example.jp:5005"}, "settings.rasa_plain"),
        ({"home": "town"}, "settings.home_relative"),
        ({"master_key_file": None}, "settings.key_in_home"),
        ({"master_key": "11" * 32}, "settings.two_keys"),
        ({"database_url": LOCAL}, "settings.database_volume"),
    ],
)
def test_what_deserves_a_look_is_a_warning(tmp_path, changes, code):
    settings = production(tmp_path, **changes)

    assert found(settings, "warning") == [code]
    assert found(settings, "wrong") == []


@pytest.mark.parametrize(
    ("url", "is_plain"),
    [
        (DATABASE, True),
        (f"{DATABASE}?sslmode=prefer", True),
        (f"{DATABASE}?sslmode=verify-full", False),
        (f"{DATABASE}?sslmode=require", False),
        ("postgresql://127.0.0.1/town", False),
        ("postgresql:///town?host=/run/postgresql", False),
    ],
)
def test_a_distant_database_is_spoken_to_over_tls(tmp_path, url, is_plain):
    assert ("settings.database_plain" in found(production(tmp_path, database_url=url), "warning")) is is_plain


def test_a_rasa_server_of_this_machine_or_behind_tls_is_no_worry(tmp_path):
    for url in ("http://127.0.0.1:5005", "http://localhost:5005", "http://[::1]:5005", "https://rasa.example.jp"):
        assert found(production(tmp_path, rasa_url=url), "warning") == []


def test_postgresql_needs_its_tools_for_backups(tmp_path, monkeypatch):
    monkeypatch.setattr("data.checking.shutil.which", lambda name: None if name == "pg_restore" else name)

    (told,) = [
        one for one in check_settings(production(tmp_path, database_url=LOCAL)) if one.code == "settings.no_tools"
    ]

    assert told.facts == {"names": "pg_restore"}
    assert "settings.no_tools" not in found(production(tmp_path), "warning")


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("names", "level", "code"),
    [
        ([], "warning", "backups.none"),
        (["madoguchi-20261122-030000.backup.unproved"], "warning", "backups.none"),
        (["madoguchi-20261122-030000.backup"], "right", "backups.recent"),
        (["madoguchi-20261120-210000.backup"], "right", "backups.recent"),
        (["madoguchi-20261120-205959.backup"], "warning", "backups.old"),
        (["madoguchi-20261120-205959.backup", "madoguchi-20261122-030000.backup.unproved"], "warning", "backups.old"),
    ],
)
def test_the_newest_proved_backup_is_told_and_two_days_are_too_old(tmp_path, names, level, code):
    (tmp_path / "backups").mkdir()
    for name in names:
        (tmp_path / "backups" / name).touch()

    finding = check_backups(tmp_path, NOW)

    assert (finding.level, finding.code) == (level, code)


def test_a_key_inside_home_is_told_wherever_its_file_lies_there(tmp_path):
    settings = production(tmp_path, master_key_file=tmp_path / "home" / "deep" / "key")

    assert found(settings, "warning") == ["settings.key_in_home"]


def test_a_slip_of_the_finger_is_told_with_what_was_meant(tmp_path, monkeypatch):
    monkeypatch.setenv("MADOGUCHI_LINE_PUBLIC_TOKENS", "x")
    monkeypatch.setenv("MADOGUCHI_COLOUR", "green")

    facts = {one.code: one.facts for one in check_settings(production(tmp_path)) if one.level == "warning"}

    assert facts["settings.unknown_near"]["near"] == "MADOGUCHI_LINE_PUBLIC_TOKEN"
    assert facts["settings.unknown"]["name"] == "MADOGUCHI_COLOUR"


def test_everything_that_cannot_be_read_is_told_at_once(monkeypatch):
    monkeypatch.setenv("MADOGUCHI_MODE", "test")
    monkeypatch.setenv("MADOGUCHI_TRUSTED_PROXIES", "many")

    settings, faults = try_settings()

    assert settings is None
    assert [str(fault).split()[1] for fault in faults] == ["MADOGUCHI_MODE", "MADOGUCHI_TRUSTED_PROXIES"]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("MODE", "prod", "使える値は 'production'、'trial' です。"),
        ("LOG_LEVEL", "loud", "使える値は 'debug'、'info'、'warning'、'error' です。"),
        ("TRUSTED_PROXIES", "9", "5以下の数を書いてください。"),
        ("MAIL_PORT", "0", "1以上の数を書いてください。"),
        ("MAIL_PORT", "25番", "数を書いてください。"),
    ],
)
def test_what_a_setting_may_be_is_told(monkeypatch, name, value, told):
    monkeypatch.setenv(f"MADOGUCHI_{name}", value)

    _, faults = try_settings()

    assert told in str(faults[0])


def test_every_forbidden_value_is_told_at_once(tmp_path):
    _, faults = try_settings(
        listen="8080x", public_url="http://a", line_api_url="http://b", clock_file="c", database_url="mysql://d"
    )

    named = [str(fault).split()[1] for fault in faults]
    assert named == [
        f"MADOGUCHI_{name}" for name in ("LISTEN", "DATABASE_URL", "PUBLIC_URL", "LINE_API_URL", "CLOCK_FILE")
    ]


def test_an_empty_variable_is_no_setting(monkeypatch):
    monkeypatch.setenv("MADOGUCHI_MASTER_KEY_FILE", "")
    monkeypatch.setenv("MADOGUCHI_TRUSTED_PROXIES", "")

    settings = read_settings()

    assert settings.master_key_file is None
    assert settings.trusted_proxies == 0


def test_each_setting_is_shown_with_where_it_came_from(tmp_path, monkeypatch):
    monkeypatch.setenv("MADOGUCHI_LISTEN", "127.0.0.1:9000")
    (tmp_path / ".env").write_text("MADOGUCHI_LOG_LEVEL=warning\n")

    shown = {one.name: one for one in describe(read_settings())}

    assert list(shown) == [f"MADOGUCHI_{name.upper()}" for name in Settings.model_fields]
    assert (shown["MADOGUCHI_LISTEN"].value, shown["MADOGUCHI_LISTEN"].source) == ("127.0.0.1:9000", "environment")
    assert (shown["MADOGUCHI_LOG_LEVEL"].value, shown["MADOGUCHI_LOG_LEVEL"].source) == ("warning", "file")
    assert (shown["MADOGUCHI_MODE"].value, shown["MADOGUCHI_MODE"].source) == ("production", "default")


def test_no_secret_is_ever_shown(tmp_path, monkeypatch, capsys):
    hidden = {
        **SECRETS,
        "master_key": "ab" * 32,
        "actions_token": "actions-0123456789",
        "metrics_token": "metrics-0123456789",
        "database_url": "postgresql://town:hush@127.0.0.1:1/madoguchi?password=hush",
        "rasa_url": "https://someone:hush@rasa.example.jp/",
    }
    for name, value in hidden.items():
        monkeypatch.setenv(f"MADOGUCHI_{name.upper()}", value)
    monkeypatch.setenv("MADOGUCHI_HOME", str(tmp_path / "home"))

    main.main(["check"])

    said = "".join(capsys.readouterr())
    assert "hush" not in said
    assert [value for value in hidden.values() if value in said] == []
    assert "MADOGUCHI_ACTIONS_TOKEN = （設定あり・表示しません）（環境変数）" in said


def test_addresses_are_shown_without_what_is_secret_in_them():
    assert without_secrets(f"{DATABASE}?password=hush") == "postgresql://db.example.jp:5432/madoguchi"
    assert without_secrets("https://a:b@rasa.example.jp/x?token=c#d") == "https://rasa.example.jp/x"


def test_every_host_these_settings_call_is_listed(tmp_path):
    settings = production(tmp_path, database_url=DATABASE, rasa_url="https://rasa.example.jp")

    assert [(host.name, host.host) for host in outside_hosts(settings)] == [
        ("line_api", "api.line.me"),
        ("line_data", "api-data.line.me"),
        ("database", "db.example.jp:5432"),
        ("rasa", "rasa.example.jp"),
        ("pictures", "*"),
    ]
    assert [host.name for host in outside_hosts(production(tmp_path))] == ["line_api", "line_data", "pictures"]
