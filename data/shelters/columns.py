"""The columns of shelter lists: our own layout, and those of the published formats.

Own layout: one row is one place. 種別 and the eight 災害種別 columns say what it is designated as and for; 状態 and
避難者数 are written for people and never read back. The published formats are the two files of the Geospatial
Information Authority (GSI), the national standard for municipal open data (full, in part, and its predecessor), and
LINE SMART CITY.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data.shelters.models import Hazard, ShelterKind

HAZARD_LABELS: Mapping[Hazard, str] = MappingProxyType(
    {
        Hazard.flood: "洪水",
        Hazard.landslide: "崖崩れ、土石流及び地滑り",
        Hazard.storm_surge: "高潮",
        Hazard.earthquake: "地震",
        Hazard.tsunami: "津波",
        Hazard.fire: "大規模な火事",
        Hazard.inland_flood: "内水氾濫",
        Hazard.volcano: "火山現象",
    }
)
LANDSLIDE_LABELS = ("崖崩れ、土石流及び地滑り", "がけ崩れ、土石流及び地滑り", "崖崩れ・土石流・地滑り", "土砂災害")
# LINE SMART CITY numbers them in the same order: 1 洪水 … 8 火山現象.
LSC_HAZARDS: Mapping[str, Hazard] = MappingProxyType({str(n): hazard for n, hazard in enumerate(Hazard, start=1)})

KIND_LABELS: Mapping[ShelterKind, str] = MappingProxyType(
    {
        ShelterKind.site: "指定緊急避難場所",
        ShelterKind.shelter: "指定避難所",
        ShelterKind.temporary: "臨時避難所",
        ShelterKind.welfare: "福祉避難所",
        ShelterKind.wide_area: "広域避難場所",
        ShelterKind.gathering: "一時避難場所",
    }
)
# What may stand in a cell of kinds: our own labels, and LINE SMART CITY's numbers.
KIND_WORDS: Mapping[str, tuple[ShelterKind, ...]] = MappingProxyType(
    {label: (kind,) for kind, label in KIND_LABELS.items()}
    | {
        "避難所": (ShelterKind.shelter,),
        "緊急避難場所": (ShelterKind.site,),
        "避難所を兼ねる避難場所": (ShelterKind.site, ShelterKind.shelter),
        "1": (ShelterKind.shelter,),
        "2": (ShelterKind.temporary,),
        "3": (ShelterKind.site, ShelterKind.shelter),
        "4": (ShelterKind.wide_area,),
        "5": (ShelterKind.gathering,),
        "9": (ShelterKind.welfare,),
    }
)

OWN_HAZARD_COLUMNS = tuple(f"災害種別_{label}" for label in HAZARD_LABELS.values())
COLUMNS = (
    "ID",
    "名称",
    "名称_カナ",
    "種別",
    "住所",
    "緯度",
    "経度",
    "電話番号",
    "想定収容人数",
    *OWN_HAZARD_COLUMNS,
    "対象となる町会・自治会",
    "URL",
    "備考",
    "最終更新日",
    "並び順",
    "状態",
    "避難者数",
)

# field -> header names, the best first. Fields that end in _flag or _part are put together by the reader.
# The hazards' columns are found by `data.shelters.hazard_words`.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("共通ID", "ID", "ID2", "NO", "No."),
        "municipality": ("全国地方公共団体コード", "都道府県コード又は市区町村コード", "ID1"),
        "municipality_name": ("都道府県名及び市町村名",),
        "name": (
            "名称",
            "施設・場所名",
            "避難先名称",
            "避難所名",
            "避難所名称",
            "施設名",
            "施設名称",
            "避難場所名",
            "避難場所名称",
            "指定緊急避難場所名",
        ),
        "kana": (
            "名称_カナ",
            "避難先名称(かな)",
            "名称(カナ)",
            "名称_かな",
            "名称カナ",
            "施設名_カナ",
            "施設名(カナ)",
            "フリガナ",
            "ふりがな",
        ),
        "address": ("住所", "所在地_連結表記", "所在地", "所在地住所", "住所(所在地)"),
        "prefecture_part": ("所在地_都道府県", "都道府県名"),
        "city_part": ("所在地_市区町村", "市区町村名"),
        "town_part": ("所在地_町字",),
        "lot_part": ("所在地_番地以下",),
        "building_part": ("建物名等(方書)", "方書"),
        "latitude": ("緯度", "北緯", "緯度(世界測地系)", "緯度(10進数)", "lat", "latitude"),
        "longitude": ("経度", "東経", "経度(世界測地系)", "経度(10進数)", "lng", "lon", "longitude"),
        "phone": ("電話番号", "連絡先電話番号", "電話", "TEL"),
        "extension": ("内線番号",),
        "capacity": (
            "想定収容人数",
            "収容人数",
            "収容可能人数",
            "収容人員",
            "収容定員",
            "想定収容人数(人)",
            "収容人数(人)",
        ),
        "also_shelter_flag": ("指定避難所との重複", "指定避難所との住所同一"),
        "also_site_flag": ("指定緊急避難場所との住所同一", "指定緊急避難場所との重複"),
        "kinds": ("種別", "避難所種別", "施設の種類"),
        "hazards": ("災害種別",),
        "serves": ("対象となる町会・自治会", "対象地区"),
        "accepts_part": ("受入対象者",),
        "other_part": ("その他市町村長が必要と認める事項",),
        "url": ("URL",),
        "note": ("備考",),
        "listed_on": ("最終更新日", "最終確認日"),
        "sort": ("並び順",),
    }
)
