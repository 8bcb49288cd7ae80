"""Rights and the four given roles, as data. The README's matrix is made from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# Every right there is, in the order of the matrix. "read" sees, "status" handles what happens tonight,
# "write" edits content, "publish" shows it to residents; "teams:all" sees what is limited to other teams.
RIGHTS: tuple[str, ...] = (
    "shelters:read",
    "shelters:status",
    "shelters:write",
    "shelters:export",
    "spots:read",
    "spots:write",
    "spots:publish",
    "spots:export",
    "faq:read",
    "faq:answer",
    "faq:write",
    "faq:publish",
    "faq:export",
    "forms:read",
    "forms:write",
    "forms:publish",
    "forms:answers",
    "forms:export",
    "residents:read",
    "residents:write",
    "residents:contact",
    "residents:items",
    "residents:export",
    "segments:read",
    "segments:write",
    "staff:read",
    "staff:write",
    "staff:export",
    "teams:read",
    "teams:write",
    "teams:notify",
    "teams:all",
    "logs:read",
    "logs:talk",
    "logs:access",
    "logs:personal",
    "logs:export",
    "settings:read",
    "settings:write",
    "settings:retry",
    "alerts:handle",
    "console:open",
)

_SEES = frozenset(right for right in RIGHTS if right.endswith(":read")) - {
    "residents:read",
    "staff:read",
    "teams:read",
    "logs:read",
    "settings:read",
}
_HANDLES = _SEES | {"shelters:status", "faq:answer", "forms:answers", "residents:read", "settings:read"}
_CONTENT = frozenset({"shelters", "spots", "faq", "forms", "residents", "segments"})
_EDITS = _HANDLES | frozenset(right for right in RIGHTS if right.partition(":")[0] in _CONTENT)

ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "administrator": frozenset(RIGHTS),
        "editor": _EDITS | {"console:open", "staff:read", "teams:read"},
        "operator": _HANDLES | {"console:open"},
        "viewer": _SEES | {"console:open"},
    }
)


@dataclass(frozen=True, slots=True)
class StaffIdentity:
    """Who is at the counter, as one turn needs it. `line_user_id` is "" for people without LINE.

    `rights` is everything at once: of the role, of the team's role, additions and running grants. `lent`: those of them
    that end with a grant; they may be used, and never passed on.
    """

    id: int
    name: str
    role: str
    line_user_id: str = ""
    rights: frozenset[str] = field(default=frozenset())
    team_id: int | None = None
    lent: frozenset[str] = field(default=frozenset())

    @property
    def lasting(self) -> frozenset[str]:
        """The rights this person keeps, and may give to others."""
        return self.rights - self.lent

    def may(self, right: str) -> bool:
        """Whether this person has the right; "" is what everybody at the counter may do."""
        return not right or right in self.rights


def rights_of(role: str, additions: tuple[str, ...] | list[str] = ()) -> frozenset[str]:
    """The rights of a role and one account's additions; an unknown role has none of its own."""
    given = ROLES.get(role, frozenset())
    return given.union(additions) if additions else given
