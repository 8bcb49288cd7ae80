"""An e-mail address; its form is checked, not whether it exists."""

from __future__ import annotations

import re
from typing import ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, typed
from dialogs.fields.reading.numerals import tidy

# Handed out for years with two dots together or a dot before the @, which no standard allows and these mails survive.
_OLD_MOBILE = re.compile(r"[a-z0-9][a-z0-9._+/?-]{0,63}@(docomo|ezweb|softbank|vodafone|i\.softbank|disney)\.?ne\.jp")
_SLIPS = {
    "gmail.co": "gmail.com", "gmail.con": "gmail.com", "gmail.cm": "gmail.com", "gmail.jp": "gmail.com",
    "gmai.com": "gmail.com", "gmial.com": "gmail.com", "gamil.com": "gmail.com", "gmail.co.jp": "gmail.com",
    "docomo.co.jp": "docomo.ne.jp", "docomo.ne.co": "docomo.ne.jp", "docomo.ne.jo": "docomo.ne.jp",
    "yahoo.ne.jp": "yahoo.co.jp", "yaho.co.jp": "yahoo.co.jp", "yahoo.co": "yahoo.co.jp",
    "ezweb.co.jp": "ezweb.ne.jp", "softbank.jp": "softbank.ne.jp", "iclod.com": "icloud.com", "icloud.co": "icloud.com",
}  # fmt: skip


class EmailKind(FieldKind):
    """The value is the address in half width, its domain in lower case."""

    name: ClassVar[str] = "email"
    takes = frozenset({"text"})

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> str:
        from email_validator import EmailNotValidError, validate_email

        text = typed(incoming, "unreadable")
        plain = tidy(text)
        address = plain if plain == text.lower() else ""
        address = "".join((text if address else plain).split()).removesuffix("。")
        if "@" not in address:
            raise InvalidAnswer("no_at")
        if _OLD_MOBILE.fullmatch(address.lower()):
            return address.lower()
        try:
            found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise InvalidAnswer("unreadable") from None
        slip = _SLIPS.get(found.domain)
        if slip:
            raise InvalidAnswer("slip", domain=found.domain, suggestion=f"{found.local_part}@{slip}")
        return found.normalized

    def echo(self, field: Field, value: str, incoming: Incoming, context: AskContext) -> str:
        return "" if value == incoming.text.strip() else value
