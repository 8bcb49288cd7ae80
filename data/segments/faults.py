"""Why a condition can't be read."""

from __future__ import annotations

from data.errors import DomainError


class ConditionFault(DomainError):
    """`facts`: reason, typed (what could not be read), name (the item), start and end (in the text), near (what may
    have been meant in its place, best first), text (the whole condition), offered (of an unknown value like none: what
    there is to choose).

    Reasons: unknown_item, unknown_value, unknown_segment, no_operator, no_value, wrong_operator, not_a_number,
    not_a_date, not_a_month, not_yes_no, backwards, unclosed, unopened, unexpected, too_long, too_deep.
    """

    code = "segments.unreadable"

    def __init__(
        self,
        reason: str,
        *,
        typed: str = "",
        name: str = "",
        start: int = 0,
        end: int = 0,
        near: tuple[str, ...] = (),
        text: str = "",
        offered: tuple[str, ...] = (),
    ) -> None:
        super().__init__(
            reason=reason, typed=typed[:60], name=name, start=start, end=end, near=near, text=text, offered=offered
        )

    @property
    def mended(self) -> list[str]:
        """The whole condition with each suggestion in its place."""
        facts = self.facts
        text = str(facts["text"])
        return [text[: facts["start"]] + one + text[facts["end"] :] for one in facts["near"]]
