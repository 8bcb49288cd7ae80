"""The kinds of questions, one file each. A new kind is written beside its nearest and entered in FIELDS by hand."""

from __future__ import annotations

from dialogs.fields.address import AddressKind
from dialogs.fields.birth_date import BirthDateKind
from dialogs.fields.calculated import CalculatedKind
from dialogs.fields.choice import ChoiceKind
from dialogs.fields.consent import ConsentKind, YesNoKind
from dialogs.fields.corporate_number import CorporateNumberKind
from dialogs.fields.date import DateKind
from dialogs.fields.date_time import DateTimeKind
from dialogs.fields.email import EmailKind
from dialogs.fields.file import FileKind
from dialogs.fields.heading import HeadingKind
from dialogs.fields.kind import FieldKind
from dialogs.fields.location import LocationKind
from dialogs.fields.long_text import LongTextKind
from dialogs.fields.member_keyword import MemberKeywordKind
from dialogs.fields.multiple import MultipleKind
from dialogs.fields.number import NumberKind
from dialogs.fields.photo import PhotoKind
from dialogs.fields.postal_code import PostalCodeKind
from dialogs.fields.telephone import TelephoneKind
from dialogs.fields.text import TextKind
from dialogs.fields.time import TimeKind

FIELDS: dict[str, FieldKind] = {
    kind.name: kind
    for kind in (
        TextKind(),
        LongTextKind(),
        NumberKind(),
        ChoiceKind(),
        MultipleKind(),
        YesNoKind(),
        DateKind(),
        TimeKind(),
        DateTimeKind(),
        BirthDateKind(),
        TelephoneKind(),
        EmailKind(),
        PostalCodeKind(),
        AddressKind(),
        LocationKind(),
        PhotoKind(),
        FileKind(),
        CorporateNumberKind(),
        MemberKeywordKind(),
        ConsentKind(),
        HeadingKind(),
        CalculatedKind(),
    )
}
