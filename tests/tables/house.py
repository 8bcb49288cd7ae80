"""A town hall with lists to be seen as tables: shelters, and a form that people answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.audit.models import AuditPayload, AuditRow
from data.forms.models import Submission, SubmissionCell
from data.forms.rules import FormRules
from data.forms.service import publish_form
from data.forms.submissions import submit, withdraw
from data.residents.models import Resident
from data.shelters.service import add_shelter
from data.staff.models import StaffMember
from data.teams.models import Team
from dialogs.form import compile_form
from dialogs.form_table import filled
from tests.builder.house import NOW, House

QUESTIONS: tuple[dict[str, Any], ...] = (
    {"id": "name", "kind": "text", "label": "お名前"},
    {"id": "area", "kind": "choice", "label": "お住まい", "options": ["古口", "角川", "名高"]},
    {"id": "topics", "kind": "multiple", "label": "気になること", "options": ["防災", "ごみ"], "required": False},
    {"id": "age", "kind": "number", "label": "年齢", "max": 120, "required": False},
    {"id": "day", "kind": "date", "label": "希望日", "required": False},
    {
        "id": "bus",
        "kind": "yes_no",
        "label": "バスに乗りますか",
        "show": {"field": "area", "equals": "角川"},
    },
    {"id": "said", "kind": "long_text", "label": "ご意見", "required": False},
)
ANSWERS: tuple[dict[str, Any], ...] = (
    {"name": "花子", "area": "古口", "topics": ["防災", "ごみ"], "age": 70, "day": "2026-12-01", "said": "除雪を早く"},
    {"name": "太郎", "area": "角川", "age": 8, "day": "2026-12-24", "bus": True, "said": "=1+1"},
    {"name": "次郎", "area": "古口", "topics": ["防災"], "age": 120, "said": "バスの本数"},
)
RULES = FormRules(kind="survey")
OPEN = {"conditions": ""}


async def furnish(house: House) -> int:
    """Put the lists in; the form's number."""
    form = await house.make("除雪のアンケート", *QUESTIONS)
    await house.store.write(_furnish, form)
    return form


def _furnish(session: Session, form_id: int) -> None:
    for name, capacity in (("中央公民館", 320), ("角川公民館", 80)):
        values = {"name": name, "latitude": 38.7, "longitude": 140.1, "capacity": capacity, "address": "戸沢村"}
        add_shelter(session, values=values, now=NOW)
    publish_form(session, form_id=form_id, channel="public", now=NOW)
    for number in range(len(ANSWERS) + 1):
        session.add(Resident(channel="public", line_user_id=f"U{number}", first_seen_at=NOW))
    session.flush()
    for number, answers in enumerate(ANSWERS, start=1):
        answer(session, form_id, answers, number, NOW + timedelta(days=number))


def answer(session: Session, form_id: int, answers: dict[str, Any], resident: int, now: Any = NOW) -> int:
    """One more answer; its number."""
    ready = filled(compiled(), answers)
    found = submit(
        session, form_id=form_id, channel="public", resident_id=resident, version=1, rules=RULES, filled=ready, now=now
    )
    return found.id


def take_back(session: Session, number: int) -> None:
    """Its resident withdraws an answer."""
    withdraw(session, submission_id=number, resident_id=number, rules=RULES, now=NOW)


def delete_answer(session: Session, number: int) -> None:
    """An answer is erased for good."""
    session.execute(delete(SubmissionCell).where(SubmissionCell.submission_id == number))
    session.execute(delete(Submission).where(Submission.id == number))


def compiled() -> Any:
    """The form as it was published."""
    return compile_form(
        {"id": "form_x", "kind": "survey", "title": "除雪のアンケート", "fields": list(QUESTIONS)}, "test"
    )


def join_team(session: Session, staff_ids: list[int]) -> int:
    """A team of some members."""
    team = Team(name="防災", name_key="防災")
    session.add(team)
    session.flush()
    for staff_id in staff_ids:
        session.get_one(StaffMember, staff_id).team_id = team.id
    return team.id


def logged(session: Session) -> list[tuple[str, str, str]]:
    """(action, outcome, payload) of the audit log."""
    rows = select(AuditRow.action, AuditRow.outcome, AuditPayload.body).join(
        AuditPayload, AuditPayload.row_id == AuditRow.id
    )
    return [(action, outcome, body) for action, outcome, body in session.execute(rows.order_by(AuditRow.id))]


class Reader(TestClient):
    """One signed-in browser that reads tables."""

    csrf = ""

    @classmethod
    async def at(cls, server: TestServer, house: House, name: str, path: str) -> Reader:
        reader = cls(server)
        await reader.start_server()
        entered = await reader.post(f"/staff/open/{await house.link(name, path)}", allow_redirects=False)
        page = await (await reader.get(entered.headers["Location"])).text()
        reader.csrf = page.split('"csrf": "')[1].split('"')[0] if '"csrf": "' in page else ""
        return reader

    async def asks(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        """A request of the page's own; its status and JSON."""
        own = {"X-CSRF-Token": self.csrf, "Accept": "application/json", **headers}
        answer = await self.post(f"/staff/tables/{path}", json=body, headers=own)
        return answer.status, await answer.json()

    async def names(self, path: str, **query: Any) -> list[str]:
        """The second column of the rows that are wanted."""
        status, found = await self.asks(f"{path}/rows", {"conditions": "", "query": query, "from": 0})
        assert status == 200, found
        place = 1 if not path.startswith("answers") else 6
        return [row["cells"][place] for row in found["rows"]]
