"""The gate: rights, confirmation, undo, audit."""

from __future__ import annotations

import orjson
import pytest
from sqlalchemy import select, update

from data.audit.models import AuditPayload, AuditRow
from data.audit.verify import verify_chain
from data.shelters.models import Shelter, ShelterStatus
from data.staff.models import StaffMember
from data.staff.rights import ROLES
from data.undo import keep_final
from data.undo.models import UndoEntry
from tests.gate.sample import registry
from tests.gate.talk import CHAIN


def shelter(town, name):
    return town.session.scalar(select(Shelter).where(Shelter.name == name).execution_options(populate_existing=True))


def log(town):
    rows = town.session.execute(select(AuditRow.staff_name, AuditRow.action, AuditRow.outcome).order_by(AuditRow.id))
    return [tuple(row) for row in rows]


# Rights


def test_what_a_role_may_not_do_is_refused_kindly_changes_nothing_and_is_logged(town, mori):
    said = mori.says("避難所 開設 中央公民館")

    assert "権限では使えません" in said
    assert shelter(town, "中央公民館").status == ShelterStatus.unopened
    assert log(town) == [("Mori", "避難所 開設", "no_right")]


def test_a_refused_try_learns_nothing_about_the_records(town, mori):
    assert mori.says("避難所 開設 中央公民館") == mori.says("避難所 開設 どこにもない")


def test_what_a_role_may_not_do_it_does_not_see(town, mori, chief):
    assert "開設" not in mori.says("避難所") + mori.says("ヘルプ 避難所")
    assert "職員" not in mori.says("メニュー").replace("職員コンソール", "")
    assert "職員 招待" not in mori.says("職員 招たい 佐藤")
    assert "開設" in chief.says("避難所")
    assert {"職員", "ログ", "設定"} <= set(chief.says("メニュー").split("\n"))


def test_a_noun_of_which_nothing_is_allowed_is_refused_and_logged(town, mori):
    assert "権限では使えません" in mori.says("職員")
    assert log(town) == [("Mori", "職員", "no_right")]


def test_help_about_a_hidden_noun_does_not_show_it(town, mori, chief):
    said = mori.says("ヘルプ 職員")
    assert "招待" not in said
    assert "「職員」は、いまの権限では使えません" in said
    assert "もしかして" not in said
    mori.says("ヘルプ 職印")
    assert not any("職員" in label for label in mori.labels)

    assert "招待" not in mori.says("ヘルプ 職員 招待")
    said = chief.says("ヘルプ 職員 招待")
    assert "例）職員 招待" in said
    assert "職員 停止" not in said
    assert "招待" in chief.says("ヘルプ 職員")
    chief.says("ヘルプ 職印")
    assert "招待" in chief.taps("ヘルプ 職員")


def test_who_lost_the_right_while_a_job_ran_does_not_get_its_result(town, chief):
    chief.says("FAQ 計算")
    town.session.execute(update(StaffMember).where(StaffMember.name == "Chief").values(role="nobody"))

    assert "権限では使えません" in chief.job_comes_back("calculate", {"order": 1, "answer": 42})


def test_an_addition_to_one_account_widens_it(town):
    helper = town.member("Helper", "viewer", additions="shelters:status")

    assert "開設中にしました" in helper.says("避難所 開設 中央公民館")


def test_every_command_against_every_role(town):
    for role, rights in ROLES.items():
        person = town.member(f"P-{role}", role)
        for command in registry().commands:
            person.tracker = {}
            person.says(command.example if command.verb != "#N" else f"{command.noun.word} #1")
            refused = "権限では使えません" in person.reply
            assert refused is bool(command.right and command.right not in rights), (role, command.phrase, person.reply)


def test_a_stopped_member_may_nothing_from_the_next_word_on(town, sato):
    town.session.execute(update(StaffMember).where(StaffMember.name == "Sato").values(stopped_at=town.now))

    assert "止められています" in sato.says("避難所 開設 中央公民館")
    assert shelter(town, "中央公民館").status == ShelterStatus.unopened
    assert log(town) == [("Sato", "避難所 開設", "no_right")]


# Confirmation


def test_a_dangerous_command_shows_first_and_acts_on_run(town, chief):
    said = chief.says("避難所 削除 古口公民館")
    assert "古口公民館（0人）を削除します" in said
    assert shelter(town, "古口公民館") is not None

    assert "削除しました" in chief.taps("実行")

    assert shelter(town, "古口公民館") is None
    assert log(town) == [("Chief", "避難所 削除", "shown"), ("Chief", "避難所 削除", "done")]


def test_run_works_once(town, chief):
    chief.says("避難所 削除 古口公民館")
    run = next(action["data"] for action in chief.actions if action["label"] == "実行")
    chief.presses(run)

    assert "前の確認のボタンです" in chief.presses(run)
    assert [outcome for _, _, outcome in log(town)] == ["shown", "done"]


def test_a_preview_that_is_never_answered_is_logged_with_what_was_asked(town, chief):
    chief.says("避難所 削除 古口公民館")
    chief.says("メニュー")

    assert log(town)[0] == ("Chief", "避難所 削除", "shown")
    body = town.session.scalars(select(AuditPayload.body).order_by(AuditPayload.row_id)).first()
    assert "古口公民館" in body


def test_each_new_preview_is_logged_as_it_is_shown(town, chief):
    chief.says("避難所 削除 古口公民館")
    town.session.execute(update(Shelter).where(Shelter.name == "古口公民館").values(headcount=12))
    town.session.expire_all()
    chief.taps("実行")

    assert [outcome for _, _, outcome in log(town)] == ["shown", "shown"]


def test_run_may_be_typed(town, chief):
    chief.says("避難所 削除 古口公民館")

    chief.says("実行")

    assert shelter(town, "古口公民館") is None


def test_leaving_changes_nothing_and_is_logged(town, chief):
    chief.says("避難所 削除 古口公民館")
    run = next(action["data"] for action in chief.actions if action["label"] == "実行")

    assert "取りやめました" in chief.taps("やめる")
    chief.presses(run)

    assert shelter(town, "古口公民館") is not None
    assert [outcome for _, _, outcome in log(town)] == ["shown", "cancelled"]


def test_the_typed_word_leaves_a_confirmation_too(town, chief):
    chief.says("避難所 削除 古口公民館")

    assert "取りやめました" in chief.says("やめる")
    assert "いま途中の操作はありません" in chief.says("やめる")


def test_leaving_takes_the_question_asked_last_and_not_the_preview_above_it(town, chief):
    chief.says("避難所 削除 古口公民館")
    chief.says("避難所 範囲")

    assert "「避難所 範囲」の入力をやめました" in chief.says("やめる")
    assert "削除しました" in chief.says("実行")


def test_to_run_with_nothing_shown_before_runs_nothing(town, chief):
    assert "実行を待っている操作はありません" in chief.says("実行")


def test_after_ten_minutes_run_shows_the_preview_anew(town, chief):
    chief.says("避難所 削除 古口公民館")
    town.move(minutes=10)

    said = chief.taps("実行")

    assert "時間が過ぎた" in said
    assert shelter(town, "古口公民館") is not None
    chief.taps("実行")
    assert shelter(town, "古口公民館") is None


def test_within_ten_minutes_run_runs(town, chief):
    chief.says("避難所 削除 古口公民館")
    town.move(minutes=9, seconds=59)

    assert "削除しました" in chief.taps("実行")


def test_when_the_facts_changed_the_new_preview_is_shown_instead(town, chief):
    chief.says("避難所 削除 古口公民館")
    town.session.execute(update(Shelter).where(Shelter.name == "古口公民館").values(headcount=12))
    town.session.expire_all()

    said = chief.taps("実行")

    assert "内容が変わりました" in said
    assert "古口公民館（12人）を削除します" in said
    assert shelter(town, "古口公民館") is not None
    assert "削除しました" in chief.taps("実行")


def test_another_person_cannot_press_my_run(town, chief):
    other = town.member("Other", "administrator")
    chief.says("避難所 削除 古口公民館")
    run = next(action["data"] for action in chief.actions if action["label"] == "実行")

    assert "前の確認のボタンです" in other.presses(run)
    other.tracker = chief.tracker
    other.presses(run)

    assert shelter(town, "古口公民館") is not None


def test_who_lost_the_right_meanwhile_cannot_run(town, chief):
    chief.says("避難所 削除 古口公民館")
    town.session.execute(update(StaffMember).where(StaffMember.name == "Chief").values(role="viewer"))

    assert "権限では使えません" in chief.taps("実行")

    assert shelter(town, "古口公民館") is not None


def test_a_second_confirmation_replaces_the_first(town, chief):
    chief.says("避難所 削除 古口公民館")
    first = next(action["data"] for action in chief.actions if action["label"] == "実行")
    chief.says("避難所 削除 中央公民館")

    assert "前の確認のボタンです" in chief.presses(first)
    assert shelter(town, "古口公民館") is not None


# Undo


def test_an_undoable_command_says_so_and_is_taken_back(town, sato):
    assert "「元に戻す」で取り消せます" in sato.says("避難所 開設 中央公民館")

    assert "元に戻しました" in sato.taps("元に戻す")

    assert shelter(town, "中央公民館").status == ShelterStatus.unopened
    assert "元に戻せる操作はありません" in sato.says("元に戻す")


def test_undo_says_what_somebody_else_changed_since(town, sato, chief):
    sato.says("避難所 開設 中央公民館")
    chief.says("避難所 閉鎖 中央公民館")

    said = sato.says("元に戻す")

    assert "そのあとに変更があった" in said
    assert "状態：開設中 → 閉鎖" in said
    assert shelter(town, "中央公民館").status == ShelterStatus.closed
    assert log(town)[-1] == ("Sato", "元に戻す", "refused")


def test_undo_is_each_person_s_own(town, sato, chief):
    sato.says("避難所 開設 中央公民館")

    assert "元に戻せる操作はありません" in chief.says("元に戻す")
    assert shelter(town, "中央公民館").status == ShelterStatus.open


def test_undo_reaches_from_the_console_what_was_done_in_line(town, sato):
    from tests.gate.talk import Person

    sato.says("避難所 開設 中央公民館")
    number = town.session.scalar(select(StaffMember.id).where(StaffMember.name == "Sato"))

    Person(town, f"staff:{number}", "console").says("元に戻す")

    assert shelter(town, "中央公民館").status == ShelterStatus.unopened


def final(town):
    """Something was done that can't be taken back."""
    number = town.session.scalar(select(StaffMember.id).where(StaffMember.name == "Sato"))
    keep_final(town.session, staff_id=number, said="FAQ 答える #5", now=town.now)


def test_an_older_command_is_taken_back_only_on_run_when_the_last_one_cannot_be(town, sato):
    sato.says("避難所 開設 中央公民館")
    final(town)

    said = sato.says("元に戻す")
    assert "最後の操作「FAQ 答える #5」は、元に戻せません" in said
    assert "その前の「避難所 開設 #1 中央公民館」" in said
    assert shelter(town, "中央公民館").status == ShelterStatus.open

    assert "元に戻しました" in sato.taps("実行")
    assert shelter(town, "中央公民館").status == ShelterStatus.unopened
    assert "ほかに元に戻せる操作はありません" in sato.says("元に戻す")


def test_an_older_command_is_named_when_the_last_one_s_record_changed(town, sato, chief):
    sato.says("避難所 開設 古口公民館")
    sato.says("避難所 開設 中央公民館")
    chief.says("避難所 閉鎖 中央公民館")

    said = sato.says("元に戻す")
    assert "状態：開設中 → 閉鎖" in said
    assert "その前の「避難所 開設 #2 古口公民館」" in said
    assert shelter(town, "古口公民館").status == ShelterStatus.open

    sato.taps("実行")
    assert shelter(town, "古口公民館").status == ShelterStatus.unopened
    assert shelter(town, "中央公民館").status == ShelterStatus.closed


def test_what_came_after_a_command_that_cannot_be_undone_is_undone_at_once(town, sato):
    final(town)
    sato.says("避難所 開設 中央公民館")

    assert "元に戻しました" in sato.says("元に戻す")


# Refusals by rule, and the log


def test_a_rule_s_no_undoes_the_command_and_is_logged(town, sato):
    said = sato.says("避難所 人数 中央公民館 13")

    assert "中央公民館は" not in said
    assert shelter(town, "中央公民館").headcount is None
    assert log(town) == [("Sato", "避難所 人数", "refused")]


def test_every_command_is_one_row_with_its_arguments(town, sato):
    sato.says("避難所 人数 中央公民館 45")

    row_id, action = town.session.execute(select(AuditRow.id, AuditRow.action)).one()
    payload = orjson.loads(town.session.get(AuditPayload, row_id).body)
    assert action == "避難所 人数"
    assert payload["args"] == {"避難所の名前": "#1 中央公民館", "人数": 45}
    assert verify_chain(town.session, CHAIN).is_sound


def test_a_question_and_an_unknown_text_are_no_commands_yet(town, chief):
    for text in ("避難所 開設", "やめる", "ほげ", "避難所"):
        chief.says(text)

    assert log(town) == []


def test_only_undoable_commands_leave_something_to_undo(town, sato):
    sato.says("避難所 人数 中央公民館 45")

    assert town.session.scalars(select(UndoEntry)).all() == []


@pytest.mark.parametrize("text", ["避難所 一覧", "避難所 #1", "メニュー", "ヘルプ"])
def test_answers_lead_on_by_tapping(town, sato, text):
    sato.says(text)

    assert "メニュー" in sato.labels or text == "メニュー"
