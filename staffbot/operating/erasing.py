"""`main.py erase` and the reading of its certificate: what they do, said."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from data.clock import TOKYO, Clock
from data.db.keys import write_private
from data.erase.certificate import read_certificate
from data.erase.erasing import erase_everything
from data.settings import Settings
from dialogs.wording import load_wording

WORDS = load_wording()


def said_of_erasure(settings: Settings, *, town: str, export: Path | None) -> str:
    """Erase everything, write the certificate as a text beside its JSON; what is printed.

    Raises:
        StartFault: why not.
    """
    done = erase_everything(settings, town=town, export=export, now=Clock(settings.clock_file).now())
    text = done.certificate.with_suffix(".txt")
    write_private(text, (certificate_text(done.certificate) + "\n").encode())
    say, facts = "operating.erased", done.facts
    lines = [WORDS(f"{say}.resumed")] if done.is_resumed else []
    if done.exported is not None:
        made = facts["exported"]
        lines.append(WORDS(f"{say}.exported", path=done.exported))
        lines.append(WORDS(f"{say}.exported_what", **{name: made[name] for name in ("rows", "files", "sha256")}))
    lines.append(WORDS(f"{say}.done", town=facts["town"]))
    if facts["keys_in_environment"]:
        lines.append(WORDS(f"{say}.environment"))
    if facts["left"]:
        lines.append(WORDS(f"{say}.left", names="、".join(facts["left"][:20])))
    lines.append(WORDS(f"{say}.certificate", path=f"{done.certificate}、{text}"))
    lines.append(WORDS(f"{say}.check", command=f"python main.py verify {done.certificate}"))
    return "\n".join(lines)


def said_of_certificate(path: Path) -> str:
    """Prove a certificate; what it says.

    Raises:
        NoCertificate: it was changed.
    """
    return f"{WORDS('operating.certificate.sound', path=path)}\n\n{certificate_text(path)}"


def certificate_text(path: Path) -> str:
    """A certificate for people, its signature proved."""
    facts, body = read_certificate(path), orjson.loads(path.read_bytes())
    say, found = "operating.certificate", facts["inventory"]
    lines = [
        WORDS(f"{say}.title"),
        "",
        WORDS(f"{say}.town", town=facts["town"]),
        WORDS(f"{say}.at", at=f"{datetime.fromisoformat(facts['begun_at']).astimezone(TOKYO):%Y年%m月%d日 %H時%M分}"),
        WORDS(f"{say}.program", program=facts["program"], engine=facts["engine"]),
        WORDS(f"{say}.rows", rows=sum(found["rows"].values()), tables=len(found["rows"])),
        *(_group(group) for group in found["groups"]),
    ]
    if facts["databases"]:
        lines.append(WORDS(f"{say}.databases", names="、".join(facts["databases"])))
    made = facts["exported"]
    lines.append(
        WORDS(f"{say}.exported", file=made["file"], sha256=made["sha256"]) if made else WORDS(f"{say}.not_exported")
    )
    lines.append(WORDS(f"{say}.audit", number=found["audit_number"], mac=found["audit_mac"]))
    names = "、".join(facts["left"])
    lines.append(WORDS(f"{say}.left", names=names) if names else WORDS(f"{say}.nothing_left"))
    lines += ["", WORDS(f"{say}.public_key", key=body["public_key"])]
    lines += [WORDS(f"{say}.signature", signature=body["signature"]), WORDS(f"{say}.note")]
    return "\n".join(lines)


def _group(group: dict[str, Any]) -> str:
    name = WORDS(f"operating.erased.groups.{group['name']}")
    return WORDS("operating.certificate.group", **{**group, "name": name})
