"""Three layouts, one set of shelters, with the cases the features are tried on."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from tests.samples.sheets import rows_of

HAZARDS = ["洪水", "崖崩れ、土石流及び地滑り", "高潮", "地震", "津波", "大規模な火事", "内水氾濫", "火山現象"]


def metres(one: dict[str, str], other: dict[str, str]) -> float:
    lat, lng, lat2, lng2 = (radians(float(row[key])) for row in (one, other) for key in ("緯度", "経度"))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lng2 - lng) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(half))


def standard() -> dict[str, dict[str, str]]:
    return {row["名称"]: row for row in rows_of("shelters.csv")}


def served(row: dict[str, str]) -> set[str]:
    return {hazard for hazard in HAZARDS if row[f"災害種別_{hazard}"] == "1"}


def test_the_three_layouts_tell_of_the_same_shelters():
    for row, gsi, lsc in zip(
        rows_of("shelters.csv"), rows_of("shelters_gsi.csv"), rows_of("shelters_lsc.csv"), strict=True
    ):
        assert row["名称"] == gsi["施設・場所名"] == lsc["避難先名称"]
        assert row["所在地_連結表記"] == gsi["住所"] == lsc["住所"]
        assert (row["緯度"], row["経度"]) == (gsi["緯度"], gsi["経度"]) == (lsc["緯度"], lsc["経度"])
        assert served(row) == {hazard for hazard in HAZARDS if gsi[hazard] == "1"}
        assert served(row) == {HAZARDS[int(number) - 1] for number in lsc["災害種別"].split(",")}
        assert row["想定収容人数"] == lsc["想定収容人数"]
        assert row["電話番号"].replace("-", "") == lsc["電話番号"]


def test_names_are_told_apart_and_every_shelter_serves_some_hazard():
    shelters = standard()

    assert len(shelters) == 20
    assert all(served(row) for row in shelters.values())
    assert len({frozenset(served(row)) for row in shelters.values()}) > 5


def test_the_landmarks_of_the_readme_stand():
    shelters = standard()
    hall = shelters["戸沢村中央公民館"]

    assert metres(hall, shelters["古口地区交流センター"]) < 200
    assert metres(hall, shelters["角川ふるさと館"]) > 10_000
    assert "福祉避難所" in shelters["戸沢村ふれあい福祉センター"]["備考"]
    assert "髙屋休憩所" in shelters
    for ground in ("古口高台広場", "蔵岡多目的広場", "神田農村広場"):
        assert shelters[ground]["指定避難所との重複"] == ""
        assert shelters[ground]["電話番号"] == ""
