"""Defining attributes: added and edited by staff without a programmer, retired instead of deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.attributes.definitions import CHOSEN, KINDS, Catalog, Definition, Option, options_of
from data.attributes.models import Attribute
from data.db.changes import note_change
from data.db.snapshots import SnapshotSource
from data.errors import DomainError
from data.fold import fold
from data.ids import new_code

TOPIC = "attributes"
LONGEST_NAME, LONGEST_LABEL, MOST_OPTIONS, MOST_ATTRIBUTES = 30, 60, 1000, 200
STEP = 10
# They mean something in conditions.
SIGNS = frozenset('=＝<>＜＞≦≧≠()（）,，、､!！|｜&＆:：「」"#＃ \u3000\n\t')


class AttributeNotFound(DomainError):
    """No such attribute, or a retired one. `facts["name"]`."""

    code = "attributes.not_found"


class AttributeInvalid(DomainError):
    """The definition can't be: `facts["reason"]` is name_taken, name_empty, name_signs, too_long, kind, no_options,
    option_taken, option_unknown, too_many, no_choices; with `name`, `limit`."""

    code = "attributes.invalid"


class AttributeNameRefused(AttributeInvalid):
    """It can't be called so: name_taken, name_empty, name_signs, too_long."""

    code = "attributes.name_refused"


class AttributeEdited(DomainError):
    """Somebody else edited it since. `facts["name"]`."""

    code = "attributes.edited"


def definition_of(row: Attribute) -> Definition:
    """A row as an immutable value."""
    document = row.document
    return Definition(
        id=row.id,
        key=row.key,
        name=row.name,
        kind=row.kind,  # type: ignore[arg-type]
        aliases=tuple(document.get("aliases", ())),
        options=options_of(document.get("options", ())),
        settings=dict(document.get("settings", {})),
        sort=row.sort,
        is_retired=row.retired_at is not None,
        revision=row.revision,
    )


def load_catalog(session: Session) -> Catalog:
    """Every attribute; also `snapshots["attributes"]`."""
    return Catalog.of(map(definition_of, session.scalars(select(Attribute))))


SOURCE = SnapshotSource(TOPIC, load_catalog)


def get_attribute(session: Session, attribute_id: int) -> Attribute:
    """One attribute that is in use.

    Raises:
        AttributeNotFound: see there.
    """
    row = session.get(Attribute, attribute_id)
    if row is None or row.retired_at is not None:
        raise AttributeNotFound(name=f"#{attribute_id}")
    return row


def define(
    session: Session,
    *,
    name: str,
    kind: str,
    options: Iterable[str | Option] = (),
    key: str = "",
    aliases: Sequence[str] = (),
    settings: dict[str, Any] | None = None,
    now: datetime,
    origin: str = "staff",
) -> Definition:
    """Add an attribute at the end of the list.

    Args:
        key: made up when empty. Never one that was used before.

    Raises:
        AttributeInvalid: see there.
    """
    if kind not in KINDS:
        raise AttributeInvalid(reason="kind", name=kind, limit="")
    catalog = load_catalog(session)
    if len(catalog.active) >= MOST_ATTRIBUTES:
        raise AttributeInvalid(reason="too_many", name=name, limit=MOST_ATTRIBUTES)
    name = _clean_name(catalog, name, own_key="")
    chosen: list[Option] = []
    for option in options:
        chosen.append(_new_option(chosen, option))
    if (kind in CHOSEN) != bool(chosen):
        raise AttributeInvalid(reason="no_options" if kind in CHOSEN else "no_choices", name=name, limit="")
    if len(chosen) > MOST_OPTIONS:
        raise AttributeInvalid(reason="too_many", name=name, limit=MOST_OPTIONS)
    last = session.scalar(select(func.max(Attribute.sort))) or 0
    row = Attribute(
        key=key or f"x_{new_code(1, 10).lower()}",
        name=name,
        kind=kind,
        document={
            "aliases": list(aliases),
            "options": [option.document() for option in chosen],
            "settings": settings or {},
        },
        sort=last + STEP,
        origin=origin,
        is_edited=False,
        revision=1,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    note_change(session, TOPIC)
    return definition_of(row)


def rename(session: Session, *, attribute_id: int, name: str, revision: int, now: datetime) -> Definition:
    """Give an attribute another name; conditions that use it follow. The old name stays understood.

    Raises:
        AttributeNotFound, AttributeInvalid, AttributeEdited: see there.
    """
    row = get_attribute(session, attribute_id)
    catalog = load_catalog(session)
    before = row.name
    row.name = _clean_name(catalog, name, own_key=row.key)
    aliases = [one for one in row.document.get("aliases", []) if fold(one) != fold(row.name)]
    return _edited(session, row, revision, now, {**row.document, "aliases": [*aliases, before]})


def add_option(session: Session, *, attribute_id: int, label: str, revision: int, now: datetime) -> Definition:
    """Offer one more value; a retired one of that name is offered again.

    Raises:
        AttributeNotFound, AttributeInvalid, AttributeEdited: see there.
    """
    row = get_attribute(session, attribute_id)
    options = list(_options_of(row))
    known = next((one for one in options if fold(one.label) == fold(label)), None)
    if known is not None and known.is_retired:
        return _with_options(session, row, revision, now, _replaced(options, known, is_retired=False))
    if len(options) >= MOST_OPTIONS:
        raise AttributeInvalid(reason="too_many", name=label, limit=MOST_OPTIONS)
    return _with_options(session, row, revision, now, [*options, _new_option(options, label)])


def rename_option(
    session: Session, *, attribute_id: int, value: str, label: str, revision: int, now: datetime
) -> Definition:
    """Call a value something else; who has it keeps it, and the old name stays understood.

    Raises:
        AttributeNotFound, AttributeInvalid, AttributeEdited: see there.
    """
    row = get_attribute(session, attribute_id)
    options = list(_options_of(row))
    option = _option(options, value)
    others = [one for one in options if one is not option]
    label = _new_option(others, label).label
    aliases = tuple(dict.fromkeys(one for one in (*option.aliases, option.label) if fold(one) != fold(label)))
    return _with_options(session, row, revision, now, _replaced(options, option, label=label, aliases=aliases))


def retire_option(session: Session, *, attribute_id: int, value: str, revision: int, now: datetime) -> Definition:
    """Offer a value no longer. Who has it keeps it; conditions still find them.

    Raises:
        AttributeNotFound, AttributeInvalid, AttributeEdited: see there.
    """
    row = get_attribute(session, attribute_id)
    options = list(_options_of(row))
    option = _option(options, value)
    if sum(not one.is_retired for one in options) == 1:
        raise AttributeInvalid(reason="no_options", name=option.label, limit="")
    return _with_options(session, row, revision, now, _replaced(options, option, is_retired=True))


def retire(session: Session, *, attribute_id: int, revision: int, now: datetime) -> Definition:
    """Take an attribute out of use. What residents answered stays in their documents, unseen.

    Raises:
        AttributeNotFound, AttributeEdited: see there.
    """
    row = get_attribute(session, attribute_id)
    row.retired_at = now
    return _edited(session, row, revision, now, row.document)


def _options_of(row: Attribute) -> tuple[Option, ...]:
    if row.kind not in CHOSEN:
        raise AttributeInvalid(reason="no_choices", name=row.name, limit="")
    return options_of(row.document.get("options", ()))


def _option(options: Sequence[Option], value: str) -> Option:
    option = next((one for one in options if one.value == value), None)
    if option is None:
        raise AttributeInvalid(reason="option_unknown", name=value, limit="")
    return option


def _replaced(options: Sequence[Option], option: Option, **changes: Any) -> list[Option]:
    fields = {name: getattr(option, name) for name in ("value", "label", "aliases", "is_retired")}
    return [Option(**{**fields, **changes}) if one is option else one for one in options]


def _new_option(options: Sequence[Option], given: str | Option) -> Option:
    """An option that none of `options` is already; its value is its first label."""
    option = given if isinstance(given, Option) else Option(given.strip(), given.strip())
    if not option.label:
        raise AttributeInvalid(reason="name_empty", name="", limit="")
    if len(option.label) > LONGEST_LABEL:
        raise AttributeInvalid(reason="too_long", name=option.label[:20], limit=LONGEST_LABEL)
    taken = {fold(word) for one in options for word in (one.label, one.value)}
    if fold(option.label) in taken:
        raise AttributeInvalid(reason="option_taken", name=option.label, limit="")
    return option


def _clean_name(catalog: Catalog, name: str, *, own_key: str) -> str:
    name = name.strip()
    if not name:
        raise AttributeNameRefused(reason="name_empty", name="", limit="")
    if len(name) > LONGEST_NAME:
        raise AttributeNameRefused(reason="too_long", name=name[:20], limit=LONGEST_NAME)
    if SIGNS & set(name) or name[0].isdigit() or ".." in name:
        raise AttributeNameRefused(reason="name_signs", name=name, limit="")
    same = catalog.by_name.get(fold(name))
    taken = {fold(str(word)) for one in catalog.active for word in one.settings.values() if isinstance(word, str)}
    if (same is not None and same.key != own_key) or fold(name) in taken:
        raise AttributeNameRefused(reason="name_taken", name=name, limit="")
    return name


def _with_options(
    session: Session, row: Attribute, revision: int, now: datetime, options: Sequence[Option]
) -> Definition:
    document = {**row.document, "options": [option.document() for option in options]}
    return _edited(session, row, revision, now, document)


def _edited(session: Session, row: Attribute, revision: int, now: datetime, document: dict[str, Any]) -> Definition:
    if row.revision != revision:
        raise AttributeEdited(name=row.name)
    row.document = document
    row.is_edited = True
    row.revision += 1
    row.changed_at = now
    session.flush()
    note_change(session, TOPIC)
    return definition_of(row)
