"""The file of 個人情報: all that is held of one resident, as JSON and as a page to read, in a ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from dialogs.wording import Wording
from dialogs.wording.wording import japanese

PAGE, DATA, README, FOLDER = "個人情報.html", "data.json", "README.txt", "files"
STYLE = (
    "body{font:16px/1.7 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1B2733}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #C6D0DA;padding:.4rem .6rem;text-align:left;vertical-align:top;white-space:pre-wrap}"
    "th{background:#EEF3F8}"
)

Rows = list[dict[str, Any]]


def make_zip(
    document: Mapping[str, Any], words: Wording, files: Iterable[tuple[str, bytes]] = (), *, is_cut: bool = False
) -> bytes:
    """The finished file.

    Args:
        document: {"town_name", "channel", "made_at": datetime, "person": {…}, "sections": {kind: rows}}.
        files: (name, bytes) of what the resident sent. is_cut: they are left out, being too large together.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PAGE, readable_page(document, words))
        archive.writestr(DATA, json.dumps(document, ensure_ascii=False, indent=2, default=_json))
        notes = [
            words("privacy.document.readme", page=PAGE, data=DATA),
            *([words("privacy.document.too_large")] if is_cut else []),
        ]
        archive.writestr(README, "\r\n".join(notes) + "\r\n")
        for number, (name, data) in enumerate(files, start=1):
            archive.writestr(f"{FOLDER}/{number:03d}_{_plain(name)}", data)
    return out.getvalue()


def readable_page(document: Mapping[str, Any], words: Wording) -> str:
    """One HTML page that needs nothing else."""
    title = escape(words("privacy.document.title", town_name=document["town_name"]))
    channel = words(f"privacy.channels.{document['channel']}")
    parts = [
        f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><h1>{title}</h1>"
        f"<p>{escape(words('privacy.document.made', at=document['made_at'], channel=channel))}</p>"
        f"<h2>{escape(words('privacy.document.person'))}</h2>{_table([document['person']], words)}"
    ]
    for kind, rows in document["sections"].items():
        parts.append(f"<h2>{escape(words(f'privacy.kinds.{kind}'))}</h2>")
        parts.append(_table(rows, words) if rows else f"<p>{escape(words('privacy.document.empty'))}</p>")
    return "".join([*parts, "</body></html>\n"])


def _table(rows: Sequence[Mapping[str, Any]], words: Wording) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row if f"privacy.columns.{key}" in words))
    head = "".join(f"<th>{escape(words(f'privacy.columns.{key}'))}</th>" for key in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_text(key, row.get(key), words))}</td>" for key in columns) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(key: str, value: Any, words: Wording) -> str:
    if value is None:
        return ""
    if key == "status" and f"privacy.statuses.{value}" in words:
        return words(f"privacy.statuses.{value}")
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {_text('', one, words)}" for name, one in value.items())
    if isinstance(value, list):
        return "、".join(_text("", one, words) for one in value)
    if isinstance(value, bool):
        return "○" if value else "－"
    return japanese(value)


def _plain(name: str) -> str:
    """A name that stays in its folder on every system."""
    kept = "".join("_" if sign in '\\/:*?"<>|' or ord(sign) < 32 else sign for sign in name).strip(". ")
    return kept[-80:] or "file"


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
