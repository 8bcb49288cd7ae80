"""What a rule refuses of one argument is asked for again; nothing else has to be typed twice."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "refused", "better", "done"),
    [
        ("チーム 権限作成 管理者 閲覧のみ", "もうあります", "夜間当直", "夜間当直"),
        ("フォーム 作成 アンケート 運動会", "もうあります", "文化祭", "文化祭"),
        ("フォーム 複製 運動会 運動会", "もうあります", "来年の運動会", "来年の運動会"),
        ("フォーム 編集 運動会 名前 展覧会", "もうあります", "音楽会", "音楽会"),
        ("避難所 追加 川口公民館 38.7,140.2", "もうあります", "第二公民館", "第二公民館"),
        ("避難所 編集 南公民館 名前 川口公民館", "もうあります", "古口会館", "古口会館"),
        ("避難所 追加 第二公民館 1.5,2.5", "日本", "38.7,140.2", "第二公民館"),
        ("施設 追加 道の駅 38.7,140.2", "もうあります", "第二の駅", "第二の駅"),
        ("設定 連絡網 追加 保守会社", "メールアドレスも", "ops@example.jp", "保守会社さんを"),
        ("設定 連絡網 追加 保守会社 ops", "使えません", "ops@example.jp", "保守会社さんを"),
        ("設定 IP 追加 あああ 役場", "読み取れません", "192.0.2.0/24", "192.0.2.0/24"),
        ("住民 連絡 あああ 書類ができました。", "番号", "#999", "住民の番号"),
    ],
)
def test_only_what_was_refused_is_asked_for_again(town, chief, line, refused, better, done):
    for before in (
        "フォーム 作成 アンケート 運動会",
        "やめる",
        "フォーム 作成 アンケート 展覧会",
        "やめる",
        "施設 追加 道の駅 38.7,140.2",
        "避難所 追加 川口公民館 38.7,140.2",
        "避難所 追加 南公民館 38.7,140.2",
    ):
        chief.says(before)

    assert refused in chief.says(line)
    assert "やめる" in chief.labels

    assert done in chief.says(better)
