"""The options of a resident attribute, for a question that writes it and lists none of its own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from data.attributes.definitions import Catalog
from data.attributes.definitions import Option as AttributeOption
from dialogs.context import AskContext

if TYPE_CHECKING:
    from dialogs.fields.options import OptionList

PREFIX = "attribute:"


def attribute_options(context: AskContext, key: str) -> OptionList:
    """What may be chosen for the attribute `key` now; nothing when the town has no such attribute."""
    catalog: Catalog | None = context.snapshots.get("attributes")
    definition = catalog.by_key.get(key) if catalog is not None else None
    return _listed(definition.offered if definition is not None else ())


@lru_cache(maxsize=256)
def _listed(options: tuple[AttributeOption, ...]) -> OptionList:
    from dialogs.fields.options import Option, OptionList

    return OptionList(Option(one.value, one.label, one.aliases) for one in options)
