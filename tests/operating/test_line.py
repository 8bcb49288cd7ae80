"""What is typed after `main.py`, also when it is wrong: plain Japanese, and how it is written."""

from __future__ import annotations

import re

import pytest

import main


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "コマンドを書いてください"),
        ("frobnicate", "「frobnicate」というコマンドはありません"),
        ("erase", "「--confirm」を書いてください"),
        ("verify", "「ファイル」を書いてください"),
        ("invite --role boss --name 森", "「--role」に「boss」は選べません。選べるのは administrator, editor,"),
        ("invite --role", "「--role」のあとに、値を書いてください"),
        ("demo --port abc", "「--port」の「abc」は数ではありません"),
        ("backup --frob", "「--frob」は読み取れません"),
        ("rotate-key --data=yes", "読み取れません"),
    ],
)
def test_a_line_that_cant_be_read_says_why_and_how(capsys, typed, said):
    with pytest.raises(SystemExit) as ended:
        main.main(typed.split())

    shown = capsys.readouterr()
    assert ended.value.code == 2
    assert shown.out == ""
    assert said in shown.err
    assert "使い方: main.py" in shown.err
    assert not re.search(r"usage|error|required|invalid|expected|choose", shown.err)


@pytest.mark.parametrize("typed", ["--help", "invite -h", "restore --help", "rotate-key --help"])
def test_the_help_is_in_japanese(capsys, typed):
    with pytest.raises(SystemExit) as ended:
        main.main(typed.split())

    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert "この説明を見ます" in shown
    assert not re.search(r"usage|options|positional|show this", shown)
