"""The dialog that is measured: a form of five fields in a HOME of its own, and what one person says to walk it."""

from __future__ import annotations

import secrets
import socket
from pathlib import Path

import yaml

import main
from data.clock import Clock
from data.content.service import save_version, show_version
from data.db.opening import short_session
from data.ids import new_public_id
from data.settings import read_settings

FORM = Path(__file__).parents[1] / "form" / "five_questions.yaml"


def publish(home: Path, secret: str, line_url: str) -> tuple[dict[str, str], list[str]]:
    """Seed HOME with the sample town and the form; (environment for `serve`, one walk's texts)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "home": str(home),
        "mode": "trial",
        "listen": f"127.0.0.1:{port}",
        "line_api_url": line_url,
        "line_data_url": line_url,
        "log_level": "warning",
        "master_key": secrets.token_hex(32),
        **{f"line_{name}_secret": secret for name in ("public", "test", "staff")},
        **{f"line_{name}_token": new_public_id() for name in ("public", "test", "staff")},
        **{f"line_{name}_basic_id": f"@bench-{name}" for name in ("public", "test", "staff")},
    }
    made = read_settings(**settings)
    main.seed_home(made, sample=True)
    document = yaml.safe_load(FORM.read_text(encoding="utf-8"))
    document["submit"] = {"action": "form.copy"}  # the answers back as one message
    with short_session(made) as session:
        now = Clock().now()
        version = save_version(
            session, kind="form", key=document["id"], name=document["title"], document=document, now=now
        )
        content = show_version(session, content_id=version.content_id, channel="public", number=version.number)
        start = f"受付コード F-{content.link_code}"
    walk = [start, "戸沢 花子", "角川", "明日", "0233-00-0000", "特にありません", "送信"]
    return {f"MADOGUCHI_{name.upper()}": value for name, value in settings.items()}, walk
