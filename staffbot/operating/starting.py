"""What a new HOME is begun with: starter content, the sample town, the first staff member."""

from __future__ import annotations

import sys

from data.clock import Clock
from data.db import opening
from data.db.faults import StartFault
from data.settings import Settings

KINDS = {"shelters": "避難所", "spots": "施設", "faq": "FAQ"}


class StartersFaulty(StartFault):
    """A scenario or form in the program's folder can't be used; nothing was put in."""

    exit_code = 1
    sentence = "シナリオやフォームに直すところがあります。何も入れていません。\n{told}"


def seed_home(settings: Settings, *, sample: bool) -> list[str]:
    """Starter content, idempotent and never over edits; with `sample`, the sample town. Returns lines for stdout.

    Raises:
        StartersFaulty: one of its documents is faulty; HOME is not touched.
    """
    from data.attributes.starters import put_attributes
    from data.content.starters import put_starters
    from data.releases.service import begin_town, is_new_town
    from data.samples.town import put_sample_town
    from dialogs.attribute_starters import load_attributes
    from dialogs.checking import starters_told
    from dialogs.starters import FOLDER, SAMPLES, load_starters

    folders = (FOLDER, SAMPLES) if sample else (FOLDER,)
    if told := starters_told(*folders):
        raise StartersFaulty(told="\n".join(f"× {line}" for line in told))
    opening.open_home(settings)
    lines = []
    with opening.short_session(settings) as session:
        now = Clock(settings.clock_file).now()
        if not sample and is_new_town(session):
            begin_town(session)
            lines.append("機能の公開: 村の一覧や様式を使うものは、準備中にしてあります（「設定 機能」で公開します）")
        starters = [one for folder in folders for one in load_starters(folder)]
        report = put_starters(session, starters=starters, now=now)
        counts = [len(part) for part in (report.added, report.renewed, report.unchanged, report.edited)]
        lines.append("シナリオとフォーム: 追加 {}、更新 {}、そのまま {}、職員が直したもの {}".format(*counts))
        known = put_attributes(session, starters=load_attributes(), now=now)
        counts = [len(part) for part in (known.added, known.renewed, known.unchanged, known.edited)]
        lines.append("住民の項目: 追加 {}、更新 {}、そのまま {}、職員が直したもの {}".format(*counts))
        if sample:
            for kind, rows in put_sample_town(session, now=now).items():
                lines.append(f"見本の{KINDS[kind]}: {rows}件")
    return lines


def invite_staff(settings: Settings, role: str, name: str) -> str:
    """The line a new staff member sends to the staff account. Works beside a running `serve`.

    In a HOME without a database it makes one, and says so on stderr: in a mistyped HOME the code would let nobody in.
    """
    from data.staff.service import invite
    from staffbot.operating.noting import WORDS, note
    from staffbot.rights_named import role_name

    is_new = not settings.database_url.get_secret_value() and not settings.database_path.exists()
    opening.open_home(settings)
    if is_new:
        print(WORDS("operating.invited_new", home=settings.home), file=sys.stderr)
    with opening.short_session(settings) as session:
        code = invite(session, role=role, name=name, now=Clock(settings.clock_file).now())
        args = {WORDS("people.items.name"): name, WORDS("people.items.role"): role_name(session, role)}
        note(session, settings, "invite", args)
        return f"{WORDS('staff.register.word')} {code}"
