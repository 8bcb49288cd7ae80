"""The chapters: what is typed in them works, what is pressed is there, and nothing in them becomes raw HTML."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from data.staff.rights import RIGHTS, ROLES, StaffIdentity
from dialogs.faults import ContentError
from dialogs.manual import CHAPTERS, FOLDER, load_manual, read_chapter
from dialogs.wording import load_wording
from staffbot.commands import COMMANDS, NOUNS, REGISTRY
from staffbot.manual import chapters, place_of, reference
from staffbot.manual_check import check_chapter, check_manual
from staffbot.web.pages import HERE

WORDS = load_wording()
NODE = shutil.which("node")
HEAD = "---\ntitle: 題\nnouns: [避難所]\n---\n"


def someone(*rights: str) -> StaffIdentity:
    return StaffIdentity(1, "森", "viewer", rights=frozenset(rights))


def faults(text: str) -> list[str]:
    found = (*load_manual(), chapter := read_chapter(HEAD + text, "tried"))
    return list(check_chapter(WORDS, REGISTRY, chapter, found))


def test_the_manual_is_sound_and_every_file_of_it_is_listed():
    assert check_manual(WORDS, REGISTRY) == (len(CHAPTERS), [])
    assert {path.stem for path in FOLDER.glob("*.md")} == set(CHAPTERS)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("「避難所 開ける」と送ります。", ""),
        ("「避難所 開会 中央公民館」と送ります。", "避難所 開会"),
        ("「ほうれんそう」と送ります。", "ほうれんそう"),
        ("「設定 ありえない名前 3」と送ります。", "ありえない名前"),
        ("「ヘルプ ありえない」と送ります。", "ありえない"),
        ("「実行してみる」を押します。", "実行してみる"),
        ("「実行」を押します。", ""),
        ("`main.py destroy` を実行します。", "main.py destroy"),
        ("`main.py backup` を実行します。", ""),
        ("[章](#nowhere)を見ます。", "#nowhere"),
        ("[章](https://evil.example/)を見ます。", "evil.example"),
        ("[章](#staff)を見ます。", "#staff"),
        ("[章](#shelters)を見ます。", ""),
        ("![絵](none.png)", "none.png"),
        ("![絵](../icon.svg)", "icon.svg"),
        ("![絵](console.png)", ""),
    ],
)
def test_what_a_chapter_names_must_be_there(text, named):
    found = faults(text)

    assert (found == []) is (named == ""), found
    if named:
        assert named in found[0]
        assert "tried.md:5" in found[0]


def test_a_fault_is_told_with_its_line():
    assert "tried.md:7" in faults("\n\n「避難所 開会」")[0]


@pytest.mark.parametrize("text", ["本文だけ", "---\ntitle: 題\nnouns: 避難所\n---\n", "---\nnouns: []\n---\n"])
def test_a_chapter_without_its_head_is_refused(text):
    with pytest.raises(ContentError) as refused:
        read_chapter(text, "tried")
    assert "title" in WORDS.fault(refused.value.faults[0])


def test_authors_write_no_html():
    trick = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=a> ![y](javascript:a)\n"
    html = read_chapter(HEAD + trick, "tried").sections[0].html

    assert "<script" not in html
    assert "onerror" not in re.sub("&lt;.*?&gt;", "", html)
    assert 'href="javascript' not in html
    assert 'src="javascript' not in html


def test_the_reference_is_made_of_the_declarations_and_complete_for_administrators():
    chief = someone(*RIGHTS)
    listed = [command for command in COMMANDS if command.is_listed]
    shown = [command for noun in reference(REGISTRY, chief) for command in noun.commands]

    assert len(shown) == len(listed)
    assert {one.example for one in shown} == {one.example for one in listed}
    assert {one.help for one in shown if one.dangerous} == {one.help for one in listed if one.dangerous}
    assert {one.help for one in shown if one.undoable} == {one.help for one in listed if one.undoable}


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_do_is_not_in_its_reference(role):
    staff = someone(*ROLES[role])
    shown = {one.example for noun in reference(REGISTRY, staff) for one in noun.commands}

    assert shown == {one.example for one in COMMANDS if one.is_listed and staff.may(one.right)}


@pytest.mark.parametrize("role", ROLES)
def test_a_chapter_is_for_those_who_may_use_what_it_is_about(role):
    staff = someone(*ROLES[role])
    may = {noun.word for noun in NOUNS if REGISTRY.may_see(staff, noun)}
    shown = {chapter.key for chapter in chapters(REGISTRY, staff)}

    for chapter in load_manual():
        assert (chapter.key in shown) is (not chapter.nouns or bool(may & set(chapter.nouns)))
    assert {"start", "trouble"} <= shown


def test_a_noun_leads_to_its_chapter_or_to_its_commands():
    chief = someone(*RIGHTS)
    shelters, undo = (next(noun for noun in NOUNS if noun.word == word) for word in ("避難所", "元に戻す"))

    assert place_of(REGISTRY, chief, shelters) == "/staff/manual#shelters"
    assert place_of(REGISTRY, chief, undo).startswith("/staff/manual#ref-%E5")
    assert place_of(REGISTRY, chief, None) == "/staff/manual"


def test_every_kind_of_argument_has_a_word():
    for command in COMMANDS:
        for arg in command.args:
            assert f"manual.kind.{arg.kind}" in WORDS


def test_a_file_nobody_listed_is_told(tmp_path):
    for path in FOLDER.glob("*.md"):
        shutil.copy(path, tmp_path)
    (tmp_path / "forgotten.md").write_text(HEAD, encoding="utf-8")

    assert ["forgotten.md" in fault for fault in check_manual(WORDS, REGISTRY, tmp_path)[1]] == [True]


def test_a_chapter_about_no_noun_is_told():
    chapter = replace(read_chapter(HEAD, "tried"), nouns=("ありえない",))

    assert "ありえない" in next(iter(check_chapter(WORDS, REGISTRY, chapter, load_manual())))


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_search_keeps_its_promises(tmp_path):
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copytree(HERE / "static" / "manual", tmp_path / "manual")
    shutil.copytree(Path(__file__).parent / "node", tmp_path / "tests")

    done = subprocess.run(
        [NODE, "--test", "tests/search.test.js"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"pass [1-9]", done.stdout)
