"""The columns of the FAQ list as CSV: our own layout, and the names other lists use for the same things.

One row is one entry. キーワード holds several, separated by a line break or one of `、 , ; |`. 質問 is the heading
under which the entry is offered; empty means the first keyword. 公開範囲 is 公開 (both accounts) or テスト (test
account only); 有効 is 1 or 0, empty means 1. ID is the town's own name of the row and is kept; empty means a new one.
"""

from __future__ import annotations

ID = "ID"
QUESTION = "質問"
KEYWORDS = "キーワード"
ANSWER = "回答"
CATEGORY = "分類"
URL = "URL"
VISIBLE_ON = "公開範囲"
ENABLED = "有効"

COLUMNS = (ID, QUESTION, KEYWORDS, ANSWER, CATEGORY, URL, VISIBLE_ON, ENABLED)

ALIASES: dict[str, tuple[str, ...]] = {
    ID: ("番号", "NO", "No.", "FAQID", "管理番号"),
    QUESTION: ("質問文", "問い", "Q", "タイトル", "件名"),
    KEYWORDS: ("キーワード(複数可)", "検索キーワード", "ワード", "応答キーワード"),
    ANSWER: ("回答文", "回答内容", "答え", "A", "応答メッセージ", "応答"),
    CATEGORY: ("カテゴリ", "カテゴリー", "大分類"),
    URL: ("リンク", "参照URL", "関連URL", "リンク先"),
    VISIBLE_ON: ("公開", "公開先"),
    ENABLED: ("有効・無効", "使用"),
}
