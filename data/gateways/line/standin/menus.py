"""A channel's rich menus, their pictures, aliases, the default, and batch jobs."""

from dataclasses import dataclass, field
from typing import Any

from data.ids import new_public_id

MOST_MENUS = 1000
MOST_ALIASES = 1000


@dataclass
class RichMenu:
    """One menu: `body` is LINE's rich menu object without its id."""

    id: str
    body: dict[str, Any]
    image: bytes | None = None
    image_type: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return LINE's RichMenuResponse."""
        return {"richMenuId": self.id, **self.body}


@dataclass
class Alias:
    """A name for a menu; after an update the old one may be in use for a while (LINE caches it)."""

    menu_id: str
    before: str | None = None
    changed_at: int = 0

    def leads_to(self, now_ms: int, cache_ms: int) -> str:
        """Return the menu a switch reaches now."""
        if self.before is not None and now_ms < self.changed_at + cache_ms:
            return self.before
        return self.menu_id


@dataclass
class BatchJob:
    """One batch request: operations as LINE's list, and when it was done (None while it runs)."""

    accepted_at: int
    operations: list[dict[str, Any]]
    finished_at: int | None = None


@dataclass
class MenuShelf:
    """All rich menus of one channel."""

    menus: dict[str, RichMenu] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    default_id: str | None = None
    default_changed_at: int = 0
    jobs: dict[str, BatchJob] = field(default_factory=dict)
    resume_keys: dict[str, int] = field(default_factory=dict)

    def create(self, body: dict[str, Any]) -> RichMenu:
        """Put a new menu on the shelf, still without a picture."""
        menu = RichMenu("richmenu-" + new_public_id(), body)
        self.menus[menu.id] = menu
        return menu

    def set_default(self, menu_id: str | None, now_ms: int) -> None:
        """Change or clear the menu of everybody who has none of their own."""
        self.default_id = menu_id
        self.default_changed_at = now_ms

    def in_effect(self, linked_id: str | None) -> RichMenu | None:
        """Return the menu of one's own, else the default, among those that still exist."""
        menu = self.menus.get(linked_id) if linked_id else None
        return menu or (self.menus.get(self.default_id) if self.default_id else None)
