"""Which format a shelter list is in, told by its headers."""

from __future__ import annotations

from typing import Literal

from data.csvtext import RawTable, header_key
from data.shelters.models import ShelterKind

Layout = Literal[
    "own",
    "gsi_site",
    "gsi_site_national",
    "gsi_shelter",
    "gsi_shelter_national",
    "municipal",
    "municipal_legacy",
    "lsc",
    "other",
]

# The GSI keeps 指定緊急避難場所 and 指定避難所 in two files. Each speaks only for its own kind; other lists for all.
SPEAKS_FOR: dict[str, ShelterKind] = {
    "gsi_site": ShelterKind.site,
    "gsi_site_national": ShelterKind.site,
    "gsi_shelter": ShelterKind.shelter,
    "gsi_shelter_national": ShelterKind.shelter,
}


def layout_of(table: RawTable) -> Layout:
    """The format; "other" for a table that fits none of them (it may still have the columns that are needed)."""

    def has(*headers: str) -> bool:
        return all(header_key(header) in table.headers for header in headers)

    if has("名称", "状態", "避難者数"):
        return "own"
    if has("避難先名称"):
        return "lsc"
    if has("施設・場所名"):
        national = has("都道府県名及び市町村名")
        if has("洪水"):
            return "gsi_site_national" if national else "gsi_site"
        return "gsi_shelter_national" if national else "gsi_shelter"
    if has("都道府県コード又は市区町村コード"):
        return "municipal_legacy"
    if has("全国地方公共団体コード") or has("名称", "所在地_連結表記") or has("名称", "災害種別_洪水"):
        return "municipal"
    return "other"
