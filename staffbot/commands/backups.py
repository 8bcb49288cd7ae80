"""設定 バックアップ: how the backups are doing, and making one now."""

from __future__ import annotations

from datetime import datetime, timedelta

from data.backups.due import next_due
from data.backups.models import BackupRun
from data.backups.service import FAILED, GOOD, JOB, begin_run, last_good, latest_runs
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.backups import RIGHT, size_text, why
from staffbot.command import Call, JobResult, Reply, command
from staffbot.commands.settings import SETTINGS_NOUN

SHOWN = 5
# Daily, and some hours to be late in.
FRESH = timedelta(hours=30)


def is_well(good: BackupRun | None, newest: BackupRun | None, now: datetime) -> bool:
    """A good one that is not old, and no failure since."""
    if good is None or newest is None or newest.state == FAILED:
        return False
    return now - good.started_at <= FRESH


@command(
    SETTINGS_NOUN,
    "バックアップ",
    aliases=("ばっくあっぷ", "控え"),
    right="settings:read",
    help="バックアップができているかを確かめます。",
    example="設定 バックアップ",
)
def show_backups(call: Call) -> Reply:
    words = call.words
    good, runs = last_good(call.session), latest_runs(call.session, SHOWN)
    if good is None:
        rows = [Row(words("backups.last"), words("backups.none_yet"))]
    else:
        at = good.finished_at or good.started_at
        rows = [
            Row(words("backups.last"), words("backups.last_value", at=at, size=size_text(good.size))),
            Row(words("backups.proved"), words("backups.proved_value")),
        ]
    rows.append(Row(words("backups.next"), words("backups.past_row", at=next_due(call.now))))
    rows += [Row(words("backups.past_row", at=run.started_at), _ended(call, run)) for run in runs]
    well = is_well(good, runs[0] if runs else None, call.now)
    choices: tuple[Choice, ...] = ()
    if call.may(RIGHT):
        choices = (Choice(words("backups.now"), "text", text=make_now.phrase),)
    card = Card(
        words("backups.title"),
        rows=tuple(rows),
        badge=words("backups.well" if well else "backups.look"),
        badge_colour="#1B7F4D" if well else "#B3261E",
        choices=choices,
        note=words("backups.note"),
    )
    return Reply(Speech([card]))


def _made(call: Call, result: JobResult) -> Reply:
    found = result.found
    if "file" not in found:
        said = call.words("backups.not_made", **why(str(found.get("failed", ""))))
        return Reply(Speech([Say(said)]), outcome="refused", audit_note=JOB)
    key = "backups.made_missing" if found["missing"] else "backups.made"
    return Reply(Speech([Say(call.words(key, **found))]))


@command(
    SETTINGS_NOUN,
    "バックアップ いま作る",
    aliases=("バックアップ 作る", "バックアップ 作成", "バックアップ 今作る"),
    right=RIGHT,
    on_result=_made,
    help="バックアップを、いま一つ作ります。",
    example="設定 バックアップ いま作る",
)
def make_now(call: Call) -> Reply:
    call.order_job(JOB, {"run": begin_run(call.session, now=call.now), "staff_id": call.staff.id})
    return Reply(Speech())


def _ended(call: Call, run: BackupRun) -> str:
    if run.state == GOOD:
        return call.words("backups.states.good", size=size_text(run.size))
    if run.state == FAILED:
        return call.words("backups.states.failed", **why(run.error))
    return call.words("backups.states.running")
