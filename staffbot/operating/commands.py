"""What the operator's commands do that run once and end."""

from __future__ import annotations

import argparse
import sys

from data.erase.certificate import is_certificate
from data.settings import Settings


def check(*, content_only: bool) -> int:
    """Say what is right on stdout and what is wrong on stderr; 1 when anything is wrong. Makes and changes nothing.

    Args:
        content_only: only what is shipped, without the settings and HOME of this machine (for CI).
    """
    from dialogs.checking import check_wording

    said, complaints = "", "\n".join(check_wording())
    if not complaints:  # with unsound wording the rest can't even be loaded
        from staffbot.checking import check_all

        said, complaints = check_all(content_only=content_only)
    print(said, flush=True)
    if complaints:
        print(f"\n{complaints}", file=sys.stderr)
    return 1 if complaints else 0


def said_of(settings: Settings, given: argparse.Namespace) -> str:
    """Do one command that needs settings; what it prints.

    Raises:
        StartFault, DomainError: why not.
    """
    match given.command:
        case "migrate":
            from data.db.opening import migrate

            return f"データベースの形式: {migrate(settings)}"
        case "seed":
            from staffbot.operating.starting import seed_home

            return "\n".join(seed_home(settings, sample=given.sample))
        case "invite":
            from staffbot.operating.starting import invite_staff

            return invite_staff(settings, given.role, given.name)
        case "rotate-key":
            from staffbot.operating.keys import said_of_rotation

            return said_of_rotation(settings, data=given.data, confirm=given.confirm, new_key_file=given.new_key_file)
        case "erase":
            from staffbot.operating.erasing import said_of_erasure

            return said_of_erasure(settings, town=given.confirm, export=given.export)
        case "verify" if is_certificate(given.file):
            from staffbot.operating.erasing import said_of_certificate

            return said_of_certificate(given.file)
        case "backup" | "verify" | "restore":
            from staffbot.backups import said_of as said_of_backups

            said = said_of_backups(settings, **vars(given))
            if given.command == "restore":
                from staffbot.operating.noting import WORDS, note_done

                note_done(settings, "restore", {WORDS("operating.noted.file"): given.file.name})
            return said
    raise ValueError(given.command)
