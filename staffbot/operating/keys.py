"""`main.py rotate-key`: what it does, said."""

from __future__ import annotations

from pathlib import Path

from data.clock import Clock
from data.keys.master import Confirmed, Rotated, confirm_rotation, rotate_master
from data.keys.renewal import Renewed, renew_data_key
from data.settings import Settings
from dialogs.wording import load_wording
from staffbot.operating.noting import note_done

WORDS = load_wording()
CONFIRM = "python main.py rotate-key --confirm"


def said_of_rotation(settings: Settings, *, data: bool, confirm: bool, new_key_file: Path | None) -> str:
    """Do what was asked; what it prints.

    Raises:
        StartFault: why not.
    """
    if confirm:
        confirmed = confirm_rotation(settings)
        note_done(settings, "rotate-key --confirm", {WORDS("operating.noted.key"): confirmed.master})
        return _confirmed(confirmed)
    if data:
        renewed = renew_data_key(settings, now=Clock(settings.clock_file).now())
        note_done(settings, "rotate-key --data", {WORDS("operating.noted.key"): renewed.new_id})
        return _renewed(renewed)
    rotated = rotate_master(settings, new_key_file=new_key_file)
    note_done(settings, "rotate-key", {WORDS("operating.noted.key"): rotated.new})
    return _rotated(rotated)


def _rotated(done: Rotated) -> str:
    say = "operating.rotated"
    if not done.old:
        return WORDS(f"{say}.finished", new=done.new)
    if done.new_file is not None:
        lines = [
            WORDS(f"{say}.beside", new=done.new, path=done.new_file),
            WORDS(f"{say}.beside_next", command=CONFIRM, old=done.old),
        ]
    else:
        lines = [WORDS(f"{say}.done", new=done.new), WORDS(f"{say}.kept", old=done.old, path=done.kept)]
    lines.append(WORDS(f"{say}.backups", old=done.old))
    if done.new_file is None:
        lines.append(WORDS(f"{say}.then", command=CONFIRM))
    return "\n".join(lines)


def _renewed(done: Renewed) -> str:
    say = "operating.renewed"
    lines = [WORDS(f"{say}.done", new=done.new_id, rows=done.rows, files=done.files)]
    if done.values:
        lines.append(WORDS(f"{say}.values", values=done.values))
    if done.damaged:
        lines.append(WORDS(f"{say}.damaged", damaged=done.damaged))
    return "\n".join(
        [*lines, WORDS(f"{say}.kept", path=done.old), WORDS(f"{say}.then", command=CONFIRM)],
    )


def _confirmed(done: Confirmed) -> str:
    say = "operating.confirmed"
    lines = [WORDS(f"{say}.done", master=done.master)]
    lines += [WORDS(f"{say}.keys", path=path) for path in done.keys]
    lines += [WORDS(f"{say}.folders", path=path) for path in done.folders]
    return "\n".join(lines)
