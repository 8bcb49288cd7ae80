"""The columns of the spot list as CSV: our own layout, and the names of the municipal standard for the same things.

One row is one spot. キーワード holds several, separated by a line break or one of `、 , ; |`. 並び順 is a whole
number, the smallest first. 画像 is an https address (fetched and kept by us) or empty. 公開範囲 is 公開 (both accounts)
or テスト (test account only). ID is the town's own name of the row and is kept; empty means a new one is given.
"""

from __future__ import annotations

ID = "ID"
NAME = "名称"
KANA = "名称_カナ"
CATEGORY = "分類"
ADDRESS = "住所"
LATITUDE = "緯度"
LONGITUDE = "経度"
TEXT = "説明"
URL = "URL"
PHONE = "電話番号"
KEYWORDS = "キーワード"
SORT = "並び順"
IMAGE = "画像"
VISIBLE_ON = "公開範囲"

COLUMNS = (
    ID,
    NAME,
    KANA,
    CATEGORY,
    ADDRESS,
    LATITUDE,
    LONGITUDE,
    TEXT,
    URL,
    PHONE,
    KEYWORDS,
    SORT,
    IMAGE,
    VISIBLE_ON,
)

ALIASES: dict[str, tuple[str, ...]] = {
    ID: ("NO", "No.", "番号", "管理番号"),
    NAME: ("施設名", "施設・場所名", "スポット名", "名前"),
    KANA: ("名称(カナ)", "名称(かな)", "名称_かな", "フリガナ", "ふりがな", "よみがな"),
    CATEGORY: ("カテゴリ", "カテゴリー", "施設種別", "POIコード", "種別"),
    ADDRESS: ("所在地_連結表記", "所在地"),
    LATITUDE: ("lat", "latitude"),
    LONGITUDE: ("lng", "lon", "longitude"),
    TEXT: ("説明文", "概要", "備考"),
    URL: ("リンク", "ホームページ", "HP"),
    PHONE: ("電話", "TEL", "連絡先電話番号"),
    KEYWORDS: ("検索キーワード", "タグ"),
    SORT: ("表示順", "順番"),
    IMAGE: ("画像URL", "サムネイル", "写真"),
    VISIBLE_ON: ("公開", "公開先"),
}
