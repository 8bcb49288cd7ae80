"""Shelter lists as they come, and shelters for the tests of rules."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from data.imports.service import import_table
from data.shelters.models import Shelter
from data.shelters.reading import read_shelters
from data.shelters.service import add_shelter

NOW = datetime(2025, 4, 10, 3, 0, tzinfo=UTC)
SATO = 1

GSI_SITE = (
    "NO,共通ID,施設・場所名,住所,洪水,崖崩れ、土石流及び地滑り,高潮,地震,津波,大規模な火事,内水氾濫,火山現象,"
    "指定避難所との住所同一,緯度,経度,備考"
)
GSI_SHELTER = (
    "NO,共通ID,施設・場所名,住所,指定緊急避難場所との住所同一,その他市町村長が必要と認める事項,受入対象者,"
    "緯度,経度,備考"
)
MUNICIPAL = (
    "全国地方公共団体コード,ID,名称,名称_カナ,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,"
    "所在地_市区町村,緯度,経度,電話番号,災害種別_洪水,災害種別_崖崩れ、土石流及び地滑り,災害種別_地震,指定避難所との重複,"
    "想定収容人数,対象となる町会・自治会"
)
LSC = (
    "避難先名称,避難先名称(かな),住所,緯度,経度,電話番号,避難所種別,災害種別,情報入力者メールアドレス,ID1,ID2,"
    "情報公開可否,最終更新日,屋外面積,屋内面積,想定収容人数,コロナ想定収容人数,ネットワーク環境,携帯電波,隔離可能場所,COVID-19備蓄"
)
BANCHO = "28,E1310100002201,番町小学校,東京都千代田区六番町8,1,,1,1,,,1,,1,35.688111802263,139.73407899331,"


def csv_of(*lines: str) -> bytes:
    return "\r\n".join([*lines, ""]).encode()


def plain_list(*rows: str) -> bytes:
    """A list with the least there can be: ID, name, position."""
    return csv_of("全国地方公共団体コード,ID,名称,緯度,経度", *rows)


def take(session, data: bytes, town_name: str = ""):
    """Read and apply a list; the plan."""
    return import_table(session, parsed=read_shelters(data, town_name), now=NOW)


def shelters(session) -> dict[str, Shelter]:
    return {shelter.name: shelter for shelter in session.scalars(select(Shelter))}


def make(session, name="中央公民館", **values) -> Shelter:
    return add_shelter(session, values={"name": name, "latitude": 38.73, "longitude": 140.14, **values}, now=NOW)
