"""Earlier versions of a form, and who may see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from data.content.service import find_version, select_versions
from data.staff.models import StaffMember
from data.staff.objects import is_limited, open_to_all, share, shared_with, unshare
from data.staff.rights import StaffIdentity
from data.staff.service import list_members
from data.teams.service import list_teams
from staffbot.web.builder.parts import OBJECT, PUBLISH, form_for, form_id_of, read_body, says_why_not, whole
from staffbot.web.described import ANYTHING, FLAG, WHOLE, described, obj, one_of, some
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.visitor import visitor_of, writer_of

MOST_VERSIONS = 200
VIEWERS = obj(isLimited=FLAG, viewers=some(ANYTHING), teams=some(ANYTHING), members=some(ANYTHING))


@says_why_not
@described(answers={200: obj(versions=some(obj(number=WHOLE)))})
async def list_versions(request: web.Request) -> web.Response:
    """GET …/versions: `{versions: [{number, savedAt, savedBy, isTest, isPublic}]}`, the newest first."""
    parts, visitor = parts_of(request), await visitor_of(request)
    return web.json_response({"versions": await parts.store.view(_versions, visitor.staff, form_id_of(request))})


@says_why_not
@described(answers={200: obj(document=ANYTHING)})
async def read_version(request: web.Request) -> web.Response:
    """GET …/versions/{number}: `{document}`."""
    parts, visitor = parts_of(request), await visitor_of(request)
    document = await parts.store.view(_version, visitor.staff, form_id_of(request), int(request.match_info["number"]))
    return web.json_response({"document": document})


@says_why_not
@described(answers={200: VIEWERS})
async def list_viewers(request: web.Request) -> web.Response:
    """GET …/viewers: `{isLimited, viewers: [{name, teamId, staffId}], teams: […], members: […]}`."""
    parts, visitor = parts_of(request), await visitor_of(request)
    return web.json_response(await parts.store.view(_viewers, visitor.staff, form_id_of(request)))


@says_why_not
@described(
    body=obj("teamId", "staffId", way=one_of("add", "drop", "all"), teamId=WHOLE, staffId=WHOLE), answers={200: VIEWERS}
)
async def change_viewers(request: web.Request) -> web.Response:
    """POST …/viewers `{way: "add"|"drop", teamId|staffId}` or `{way: "all"}`: as `list_viewers`, changed."""
    parts, visitor = parts_of(request), await writer_of(request)
    body = await read_body(request)
    changed = await parts.store.write(_change, parts, visitor.staff, form_id_of(request), body, parts.clock.now())
    return web.json_response(changed)


def _versions(session: Session, staff: StaffIdentity, form_id: int) -> list[dict[str, Any]]:
    form = form_for(session, staff, form_id)
    found = session.scalars(select_versions(form.id).limit(MOST_VERSIONS)).all()
    names = {one: member.name for one in {row.staff_id for row in found} if one and (member := _member(session, one))}
    return [
        {
            "number": row.number,
            "savedAt": int(row.saved_at.timestamp() * 1000),
            "savedBy": names.get(row.staff_id or 0, ""),
            "isTest": row.number == form.test_version,
            "isPublic": row.number == form.public_version,
        }
        for row in sorted(found, key=lambda row: -row.number)
    ]


def _version(session: Session, staff: StaffIdentity, form_id: int, number: int) -> dict[str, Any]:
    form = form_for(session, staff, form_id)
    version = find_version(session, content_id=form.id, number=number)
    if version is None:
        raise Refused(404, "404", "not_found")
    return version.document


def _viewers(session: Session, staff: StaffIdentity, form_id: int) -> dict[str, Any]:
    form = form_for(session, staff, form_id)
    return {
        "isLimited": is_limited(session, OBJECT, form.id),
        "viewers": [
            {"name": one.name, "teamId": one.team_id, "staffId": one.staff_id}
            for one in shared_with(session, OBJECT, form.id)
        ],
        "teams": [{"id": team.id, "name": team.name} for team in session.scalars(list_teams())],
        "members": [{"id": member.id, "name": member.name} for member in session.scalars(list_members())],
    }


def _change(
    session: Session, parts: Parts, staff: StaffIdentity, form_id: int, body: dict[str, Any], now: datetime
) -> dict[str, Any]:
    form = form_for(session, staff, form_id, PUBLISH)
    way = body.get("way")
    if way == "all":
        open_to_all(session, kind=OBJECT, object_id=form.id)
    elif way in ("add", "drop"):
        key = "staff_id" if body.get("staffId") is not None else "team_id"
        named = {key: whole(body, "staffId" if key == "staff_id" else "teamId")}
        (share if way == "add" else unshare)(session, kind=OBJECT, object_id=form.id, by=staff, **named)
    else:
        raise Refused(400, "400")
    viewers = ", ".join(one.name for one in shared_with(session, OBJECT, form.id))
    entry = parts.audit_entry(staff, "form_viewers", form=f"#{form.id} {form.name}", viewers=viewers)
    parts.audit.append(session, entry, now=now)
    session.flush()
    return _viewers(session, staff, form_id)


def _member(session: Session, staff_id: int) -> StaffMember | None:
    return session.get(StaffMember, staff_id)


def history_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    at = r"/builder/{form:\d{1,15}}"
    return [
        web.get(f"{at}/versions", list_versions, allow_head=False),
        web.get(at + r"/versions/{number:\d{1,9}}", read_version, allow_head=False),
        web.get(f"{at}/viewers", list_viewers, allow_head=False),
        web.post(f"{at}/viewers", change_viewers),
    ]
