"""Finding people, teams and roles by name. A `Named` below zero is a person where teams stand above it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy.orm import Session

from data.fold import fold
from data.staff.roles import list_roles
from data.staff.service import list_members
from data.teams.service import list_teams
from dialogs.wording import load_wording
from staffbot.command import Named
from staffbot.lookup import SmallLookup
from staffbot.rights_named import role_label

_WORDS = load_wording()
_COMMA = "、"
_TITLES = tuple(fold(title) for title in _WORDS.variants("people.titles"))
NO_TEAM = 0
SEVERAL = 0


def _teams(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    for team in session.scalars(list_teams()):
        yield Named(team.id, team.name, _WORDS("people.a_team")), ()


def members(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    roles = {role.key: role_label(role.name, role.key) for role in list_roles(session)}
    for member in session.scalars(list_members()):
        yield Named(member.id, member.name, roles.get(member.role, "")), ()


def _teams_and_none(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    yield from _teams(session)
    yield Named(NO_TEAM, _WORDS("people.none")), _WORDS.variants("people.none_words")


def _roles(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    """The given ones below zero, in their order; the town's own by their number."""
    for position, role in enumerate(list_roles(session), start=1):
        others = (role.key, *_WORDS.variants(f"staff.role_words.{role.key}")) if role.is_given else ()
        yield Named(role.id or -position, role_label(role.name, role.key)), others


def _viewers(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    yield from _teams(session)
    for named, others in members(session):
        yield Named(-named.id, named.name, named.note), others


class People(SmallLookup):
    """Persons, whom one calls 森さん too."""

    def exact(self, session: Session, keys: Collection[str]) -> list[tuple[str, Named]]:
        found = super().exact(session, keys)
        known = {key for key, _ in found}
        called = {key: bare for key in keys if key not in known and (bare := without_title(key)) != key}
        bare_found = super().exact(session, set(called.values())) if called else []
        return found + [(key, named) for key, bare in called.items() for name, named in bare_found if name == bare]

    def near(self, session: Session, key: str, limit: int) -> list[tuple[bool, Named]]:
        return super().near(session, without_title(key), limit)


def without_title(key: str) -> str:
    """A folded name without さん, 様 and the like behind it."""
    title = next((title for title in _TITLES if key.endswith(title) and key != title), "")
    return key.removesuffix(title)


class Recipients(People):
    """Teams and persons, and several persons at once: 森、佐藤."""

    def exact(self, session: Session, keys: Collection[str]) -> list[tuple[str, Named]]:
        found = super().exact(session, keys)
        for key in keys:
            named = _each(self, session, key) if _COMMA in key else []
            if named:
                found.append((key, Named(SEVERAL, _COMMA.join(one.name for one in named))))
        return found


def _each(lookup: People, session: Session, names: str) -> list[Named]:
    """The records of 森、佐藤; none when one of the names is nobody's or several people's."""
    parts = list(dict.fromkeys(fold(part) for part in names.split(_COMMA)))
    found = People.exact(lookup, session, parts)
    named = [[one for key, one in found if key == part] for part in parts]
    return [one[0] for one in named] if all(len(one) == 1 for one in named) else []


TEAM = SmallLookup(_teams)
TEAM_OR_NONE = SmallLookup(_teams_and_none)
ROLE = SmallLookup(_roles)
VIEWER = People(_viewers)
RECIPIENT = Recipients(_viewers)


def role_key(session: Session, named: Named) -> str:
    """The key of a role that `ROLE` found."""
    return next(
        role.key for position, role in enumerate(list_roles(session), start=1) if (role.id or -position) == named.id
    )


def viewer_of(named: Named) -> dict[str, int]:
    """What `VIEWER` found, as `data.staff.objects.share` takes it: `team_id` or `staff_id`."""
    return {"team_id": named.id} if named.id > 0 else {"staff_id": -named.id}


def recipients_of(session: Session, named: Named) -> list[Named]:
    """What `RECIPIENT` found, one by one. Empty when it is gone meanwhile."""
    return _each(RECIPIENT, session, named.name) if named.id == SEVERAL else [named]
