"""The lists that can be imported, registered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data.faq.listing import FAQ_LIST
from data.imports.kind import ImportKind
from data.residents.listing import RESIDENT_LIST
from data.shelters.listing import SHELTER_LIST
from data.spots.listing import SPOT_LIST

IMPORT_KINDS: Mapping[str, ImportKind] = MappingProxyType(
    {kind.name: kind for kind in (SHELTER_LIST, SPOT_LIST, FAQ_LIST, RESIDENT_LIST)}
)
