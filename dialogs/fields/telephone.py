"""A telephone number, Japanese unless it begins with +."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, typed
from dialogs.fields.reading.numerals import tidy

_SEPARATORS = str.maketrans("", "", " -()~ー.")
_EMERGENCY = frozenset({"110", "118", "119", "171", "188", "189"})


class TelephoneKind(FieldKind):
    """The value is E.164, "+81233722111"."""

    name: ClassVar[str] = "telephone"
    takes = frozenset({"text"})

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> str:
        # 48 MB of tables on disk: read by the first telephone number, not at start-up.
        import phonenumbers

        digits = tidy(typed(incoming, "unreadable")).translate(_SEPARATORS)
        digits = digits.removeprefix("tel").removeprefix(":").removesuffix("です")
        is_foreign = digits.startswith("+")
        if not digits.removeprefix("+").isdigit() or not digits.isascii():
            raise InvalidAnswer("unreadable")
        if digits in _EMERGENCY:
            raise InvalidAnswer("emergency", number=digits)
        if not is_foreign and not digits.startswith("0"):
            raise InvalidAnswer("area_code_missing" if 5 <= len(digits) <= 8 else "unreadable")
        try:
            number = phonenumbers.parse(digits, "JP")
        except phonenumbers.NumberParseException:
            raise InvalidAnswer("unreadable") from None
        if not phonenumbers.is_valid_number(number):
            if is_foreign:
                raise InvalidAnswer("unreadable")
            raise InvalidAnswer("wrong_length" if len(digits) not in (10, 11) else "no_such_number", length=len(digits))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def shown(self, field: Field, value: str, context: AskContext) -> str:
        return shown_telephone(value)

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        return [(field.label, "" if value is None else shown_telephone(value))]


@lru_cache(maxsize=4096)
def shown_telephone(value: str) -> str:
    """+81233722111 as 0233-72-2111; foreign numbers with their country code."""
    import phonenumbers

    number = phonenumbers.parse(value)
    is_japanese = number.country_code == 81
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_japanese else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
