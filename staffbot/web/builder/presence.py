"""Who has which form open just now, as far as this process knows. A courtesy: the draft's revision is what protects."""

from __future__ import annotations

from collections.abc import Callable

GONE_SECONDS = 40.0


class Presence:
    """Pages tell of themselves every few seconds."""

    def __init__(self, real: Callable[[], float]) -> None:
        """`real`: seconds of the real clock, `Clock.real`."""
        self._real = real
        self._seen: dict[int, dict[str, tuple[float, int, str]]] = {}

    def note(self, form_id: int, page: str, staff_id: int, name: str) -> tuple[list[str], bool]:
        """This page is open; (names of others who have the form open too, whether one's own other page has).

        Args:
            page: a random word of the page, since one person may have two.
        """
        now = self._real()
        pages = {key: seen for key, seen in self._seen.get(form_id, {}).items() if now - seen[0] < GONE_SECONDS}
        pages[page] = (now, staff_id, name)
        self._seen[form_id] = pages
        others = {seen[1]: seen[2] for key, seen in pages.items() if key != page}
        is_twice = others.pop(staff_id, None) is not None
        return sorted(others.values()), is_twice

    def leave(self, form_id: int, page: str) -> None:
        """The page is closed."""
        pages = self._seen.get(form_id, {})
        pages.pop(page, None)
        if not pages:
            self._seen.pop(form_id, None)
