"""`main.py check --content`: what is shipped is sound, and what is not is named with its file and line."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

import main
from data.errors import DomainError
from data.staff.service import MemberNotFound
from dialogs.checking import all_refusals, check_wording, place_of, refusals_without_words
from dialogs.wording import load_wording
from dialogs.wording.wording import Wording
from staffbot import checking
from staffbot.commands import COMMANDS
from tests.contracts.tree import ROOT

WORDS = load_wording()


class WithoutWords(Wording):
    """The town's wording with some sentences lost."""

    def __init__(self, *lost: str) -> None:
        self.lost = lost

    def __call__(self, key, /, **facts):
        return WORDS(key, **facts)

    def __contains__(self, key) -> bool:
        return key in WORDS and key not in self.lost


def test_what_is_shipped_is_sound_and_needs_no_settings(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADOGUCHI_MODE", "no such mode")

    assert main.main(["check", "--content"]) == 0

    said = capsys.readouterr()
    assert said.err == ""
    assert "MADOGUCHI" not in said.out
    assert os.listdir(tmp_path) == []


def test_unsound_wording_is_told_with_file_and_line(tmp_path):
    (tmp_path / "a.yaml").write_text("errors:\n  x: あ\n  y: '{name'\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("errors:\n  x: い\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("errors:\n x: [\n", encoding="utf-8")
    (tmp_path / "content.yaml").write_text(
        "content:\n  at_line: '{line}行目 {where}: {sentence}'\n"
        "  wording: {twice: 二度あります。, placeholder: 波かっこ。}\n",
        encoding="utf-8",
    )

    faults = check_wording(tmp_path)

    assert faults[:2] == ["3行目 a.yaml errors.y: 波かっこ。", "2行目 b.yaml errors.x: 二度あります。"]
    # Even where the sentence that would tell it is lost.
    assert faults[2].startswith("line 3: c.yaml: yaml.syntax")


def test_unsound_wording_ends_the_check(monkeypatch, capsys):
    monkeypatch.setattr("dialogs.checking.check_wording", lambda: ["3行目 a.yaml"])

    assert main.main(["check", "--content"]) == 1

    said = capsys.readouterr()
    assert said.out.strip() == ""
    assert "3行目 a.yaml" in said.err


def test_a_refusal_needs_one_sentence_for_both_readers_or_one_for_each():
    (told,) = refusals_without_words(WithoutWords("errors.staff.member_not_found"))

    assert told.startswith(place_of(MemberNotFound))
    assert "「staff.member_not_found」" in told
    assert "class MemberNotFound" in line_at(place_of(MemberNotFound))


def test_only_the_refusals_of_the_rooms_count():
    class Elsewhere(DomainError):
        code = "elsewhere.refused"

    assert Elsewhere not in all_refusals()
    assert MemberNotFound in all_refusals()


@pytest.mark.parametrize("part", ["check_content", "refusals_without_words"])
def test_unsound_content_makes_the_check_fail(monkeypatch, capsys, part):
    found = ["だめです。"] if part == "refusals_without_words" else ([], ["だめです。"])
    monkeypatch.setattr(f"dialogs.check_report.{part}", lambda *_: found)

    assert main.main(["check", "--content"]) == 1

    assert "× だめです。" in capsys.readouterr().err


def test_a_command_without_its_right_or_with_anothers_example_is_told(monkeypatch):
    first = next(command for command in COMMANDS if command.right)
    broken = replace(first, right="nothing:ever", example="ヘルプ")
    monkeypatch.setattr(checking, "COMMANDS", (broken,))

    count, wrong = checking.check_commands(WORDS)

    assert count == 1
    assert [one.partition(": ")[0] for one in wrong] == [place_of(broken.run)] * 2
    assert "nothing:ever" in wrong[0]
    assert "「ヘルプ」" in wrong[1]


def test_wrong_commands_make_the_check_fail(monkeypatch, capsys):
    monkeypatch.setattr(checking, "check_commands", lambda words: (0, ["だめです。"]))

    assert main.main(["check", "--content"]) == 1

    assert "× だめです。" in capsys.readouterr().err


def line_at(place: str) -> str:
    path, _, line = place.partition(":")
    return (ROOT / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
