"""A list of residents as a file: the same columns go out and come in."""

from __future__ import annotations

from collections.abc import Sequence

from data.attributes.definitions import Catalog, Definition
from data.attributes.reading import shown
from data.clock import TOKYO
from data.csvtext.writing import Cell
from data.residents.models import Resident

NUMBER, ACCOUNT, SINCE, FRIEND = "番号", "アカウント", "登録日", "友だち"
# They tell about the row, and are passed over when the file comes back.
FIXED = (NUMBER, ACCOUNT, SINCE, FRIEND)
NUMBER_NAMES = (NUMBER, "住民番号", "No", "ID")
CHANNELS = {"public": "公開", "test": "テスト"}


def headers(catalog: Catalog) -> tuple[str, ...]:
    """The columns: what is fixed, then every attribute in its order."""
    return (*FIXED, *(one.name for one in catalog.active))


def cells(resident: Resident, definitions: Sequence[Definition]) -> tuple[Cell, ...]:
    """One resident's row."""
    since = resident.first_seen_at.astimezone(TOKYO).date().isoformat()
    own = (resident.id, CHANNELS.get(resident.channel, resident.channel), since, "○" if resident.is_friend else "×")
    return (*own, *(_cell(one, resident.answers.get(one.key)) for one in definitions))


def _cell(definition: Definition, value: object) -> Cell:
    if definition.kind == "number" and isinstance(value, int | float):
        return value
    return shown(definition, value)
