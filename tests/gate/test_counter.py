"""The staff counter as a whole: strangers, greetings, odd events, lists, jobs."""

from __future__ import annotations

import orjson
import pytest
from sqlalchemy import select

from data.audit.models import AuditPayload, AuditRow
from data.gateways.line.events import Incoming
from data.shelters.models import Shelter
from data.staff.invitations import invite
from data.staff.models import StaffMember
from tests.gate.sample import NOW
from tests.gate.talk import Person


def log(town):
    return [tuple(row) for row in town.session.execute(select(AuditRow.staff_name, AuditRow.action, AuditRow.outcome))]


# Strangers


def test_a_stranger_is_told_how_to_register(town):
    taro = Person(town, "U-taro")

    for said in (
        taro.says("避難所 一覧"),
        taro.sends(Incoming("follow")),
        taro.sends(Incoming("image", message_id="1")),
    ):
        assert "登録 ABCD-EFGH-JKMN" in said
    assert "角川" not in taro.says("避難所 一覧")


@pytest.mark.parametrize("form", ["登録 {}", "登録　{}", "とうろく {}", "登録{}", "{}", "登録\n{}"])
def test_a_code_registers_however_it_is_sent(town, form):
    code = invite(town.session, role="operator", name="Sato", now=NOW)
    sato = Person(town, "U-new")

    assert "Satoさん、登録できました" in sato.says(form.format(code))

    assert "開設" in sato.says("避難所")
    assert log(town)[0] == ("Sato", "登録", "done")


def test_the_inviter_is_told_at_once(town, chief):
    chief.says("職員 招待 Sato 運用担当")
    code = next(word for word in chief.reply.split() if word.count("-") == 2)

    Person(town, "U-new").says(f"登録 {code}")

    notice = town.notices[0]
    assert (notice.channel, notice.line_user_id) == ("staff", "U-Chief")
    assert "Satoさん（運用担当）が招待コードを使って登録しました" in notice.messages[0]["text"]


def test_an_inviter_who_was_stopped_is_not_told(town, chief):
    chief.says("職員 招待 Sato 運用担当")
    code = next(word for word in chief.reply.split() if word.count("-") == 2)
    town.session.scalar(select(StaffMember).where(StaffMember.name == "Chief")).stopped_at = NOW

    Person(town, "U-new").says(f"登録 {code}")

    assert town.notices == []


def test_wrong_used_and_expired_codes_each_say_which(town):
    used = invite(town.session, role="viewer", name="Mori", now=NOW)
    Person(town, "U-1").says(f"登録 {used}")
    old = invite(town.session, role="viewer", name="Mori", now=NOW)

    taro = Person(town, "U-taro")
    assert "コードが違うようです" in taro.says("登録 AAAA-BBBB-CCCC")
    assert "もう使われています" in taro.says(f"登録 {used}")
    town.move(hours=73)
    assert "期限が過ぎています" in taro.says(f"登録 {old}")


def test_five_wrong_codes_close_the_door_and_the_log_keeps_no_code(town):
    taro = Person(town, "U-taro")
    for left in (4, 3, 2, 1):
        assert f"あと{left}回" in taro.says("登録 AAAA-BBBB-CCCC")
    assert "1時間は登録できません" in taro.says("登録 AAAA-BBBB-CCCC")
    code = invite(town.session, role="viewer", name="Taro", now=NOW)

    assert "まで登録できません" in taro.says(f"登録 {code}")

    assert len(log(town)) == 6
    assert not any("AAAA" in body for body in town.session.scalars(select(AuditPayload.body)))
    town.move(hours=1, minutes=1)
    assert "登録できました" in taro.says(f"登録 {code}")


def test_a_code_never_reaches_the_conversation_log(town, chief):
    taro = Person(town, "U-taro")
    for text in ("登録 AAAA-BBBB-CCCC", "AAAA-BBBB-CCCC"):
        taro.says(text)
        assert "AAAA" not in taro.turn.said
    chief.says("登録 AAAA-BBBB-CCCC")
    assert "AAAA" not in chief.turn.said


def test_a_member_who_registers_again_hears_so_and_the_code_stays_unused(town, sato):
    code = invite(town.session, role="administrator", name="X", now=NOW)

    assert "もう登録されています" in sato.says(f"登録 {code}")

    assert "登録できました" in Person(town, "U-x").says(f"登録 {code}")


def test_a_member_on_the_console_does_not_use_a_code_up_either(town, sato):
    code = invite(town.session, role="administrator", name="X", now=NOW)
    number = town.session.scalar(select(StaffMember.id).where(StaffMember.name == "Sato"))

    assert "もう登録されています" in Person(town, f"staff:{number}", "console").says(f"登録 {code}")

    assert town.session.scalars(select(StaffMember.name)).all() == ["Sato"]


def test_an_invitation_s_code_is_on_a_card_that_the_conversation_log_does_not_keep(town, chief):
    chief.says("職員 招待 Sato 運用担当")

    kept = " ".join(str(message.get("text") or message.get("altText")) for message in chief.messages)
    code = next(word for word in chief.reply.split() if word.count("-") == 2)
    assert code not in kept
    assert code not in "".join(town.session.scalars(select(AuditPayload.body)))


def test_an_invitation_is_taken_back_unless_it_was_used(town, chief):
    chief.says("職員 招待 Sato 運用担当")
    code = next(word for word in chief.reply.split() if word.count("-") == 2)
    chief.taps("元に戻す")
    assert "コードが違うようです" in Person(town, "U-1").says(f"登録 {code}")

    chief.says("職員 招待 Sato 運用担当")
    code = next(word for word in chief.reply.split() if word.count("-") == 2)
    Person(town, "U-2").says(f"登録 {code}")
    assert "元に戻しませんでした" in chief.says("元に戻す")


# Events


def test_a_member_who_follows_is_greeted_with_the_menu(town, sato):
    said = sato.sends(Incoming("follow", is_unblocked=True))

    assert "おかえりなさい" in said
    assert "避難所" in sato.labels


@pytest.mark.parametrize("kind", ["unfollow", "unsend", "join", "leave", "edited"])
def test_some_events_are_passed_over(town, sato, kind):
    sato.sends(Incoming(kind, text="避難所 一覧"))

    assert sato.messages == []


@pytest.mark.parametrize("kind", ["sticker", "image", "video", "audio", "location", "other", "beacon"])
def test_what_is_no_command_is_answered_kindly(town, sato, kind):
    assert "メニュー" in sato.sends(Incoming(kind, message_id="1", latitude=1.0, longitude=1.0))
    assert sato.labels == ["メニュー"]


@pytest.mark.parametrize("data", ["", "x", "1.c.abc.0.0", "1.q.abc.1.0", "1.c.a.b.c", "9.9.9.9.9", "1.c...", "避難所"])
def test_odd_postbacks_are_old_buttons(town, sato, data):
    assert "ボタンです" in sato.presses(data)


def test_an_apology_names_the_number(town):
    assert "12345678" in town.counter.apology("12345678")[0]["text"]


# Near misses


def test_a_near_miss_is_offered_as_a_button_and_does_nothing_yet(town, sato):
    said = sato.says("避難諸 開設 中央公民館")
    assert "もしかして" in said

    assert "開設中にしました" in sato.taps("避難所 開設 中央公民館")


def test_what_cannot_be_read_is_never_a_bare_error(town, sato):
    for text in ("あああ", "避難所 ほげほげ", "避難所 開設中", "避難所開設中", "?", "🙂", "x" * 4000):
        sato.tracker = {}
        sato.says(text)
        assert sato.labels, text


def test_words_written_together_do_nothing_by_half(town, sato):
    sato.says("避難所開設中央")

    assert town.session.scalars(select(Shelter.status)).all() == ["unopened"] * 6
    assert "避難所 開設 中央" in sato.labels


def test_words_written_together_run_when_they_fit_exactly(town, sato):
    assert "開設中にしました" in sato.says("避難所開設 中央公民館")


def test_surplus_words_stop_a_command_and_it_is_offered_without_them(town, sato):
    said = sato.says("避難所 開設 中央公民館 すぐに")
    assert "「すぐに」の部分が読み取れません" in said

    assert "開設中にしました" in sato.taps("避難所 開設 中央公民館")


# Lists


def test_lists_show_ten_and_go_on(town, mori):
    for number in range(15):
        town.session.add(
            Shelter(
                public_id=f"x{number:031x}",
                code=f"X-{number}",
                name=f"会場{number}",
                latitude=38.7,
                longitude=140.1,
                changed_at=NOW,
            )
        )
    town.session.flush()

    assert "21件のうち 1～10件目" in mori.says("避難所 一覧 状態=開設中")
    assert "21件のうち 11～20件目" in mori.taps("次へ")
    assert mori.turn.incoming.text == "避難所 一覧 状態=開設中 2ページ"
    assert "21件のうち 21～21件目" in mori.says("次へ")
    assert "次へ" not in mori.labels
    assert "11～20件目" in mori.taps("前へ")
    assert "21～21件目" in mori.says("避難所 一覧 99ページ")


# Jobs


def test_a_job_s_result_comes_back_to_its_command(town, chief):
    chief.says("FAQ 計算")
    assert chief.messages == []
    assert chief.jobs[0].payload == {"x": 1, "order": 1}
    assert "確認中です" in chief.says("避難所 一覧")

    assert "答え：42" in chief.job_comes_back("calculate", {"order": 1, "answer": 42})

    assert "orders" not in chief.tracker
    assert "waiting_for" not in chief.tracker
    assert "避難所" in chief.says("避難所 一覧")


def test_leaving_while_a_job_runs_drops_its_result(town, chief):
    chief.says("FAQ 計算")
    assert "待つのをやめました" in chief.says("やめる")

    chief.says("FAQ 計算")
    chief.job_comes_back("calculate", {"order": 1, "answer": 1})
    assert chief.messages == []
    assert "答え：2" in chief.job_comes_back("calculate", {"order": 2, "answer": 2})


def test_a_result_that_names_no_order_belongs_to_the_oldest_of_its_kind(town, chief):
    chief.says("FAQ 計算")
    chief.says("やめる")
    chief.says("FAQ 計算")

    chief.job_comes_back("calculate", {"answer": 1})
    assert chief.messages == []
    assert "答え：2" in chief.job_comes_back("calculate", {"answer": 2})


def test_a_result_nobody_waits_for_is_passed_over(town, chief):
    chief.job_comes_back("calculate", {"order": 7, "answer": 1})

    assert chief.messages == []


def test_a_job_that_never_comes_back_does_not_hold_a_person(town, chief):
    chief.says("FAQ 計算")
    town.move(minutes=5, seconds=1)

    assert "確認中" not in chief.says("避難所 一覧")


def test_a_failed_job_is_told_and_logged(town, chief):
    chief.says("FAQ 計算")

    assert "失敗しました" in chief.job_comes_back("calculate", {"order": 1, "error": "fault"})

    assert log(town) == [("Chief", "FAQ 計算", "done"), ("Chief", "FAQ 計算", "failed")]


def test_a_result_for_a_stopped_member_goes_nowhere(town, chief):
    chief.says("FAQ 計算")
    town.session.scalar(select(StaffMember).where(StaffMember.name == "Chief")).stopped_at = NOW
    town.session.flush()

    chief.job_comes_back("calculate", {"order": 1, "answer": 1})

    assert chief.messages == []


def test_the_console_is_the_same_counter(town, sato):
    number = town.session.scalar(select(StaffMember.id).where(StaffMember.name == "Sato"))
    console = Person(town, f"staff:{number}", "console")

    assert "開設中にしました" in console.says("避難所 開設 中央公民館")

    assert town.session.scalar(select(AuditRow.channel)) == "console"
    assert "止められています" in Person(town, "staff:999", "console").says("メニュー")


def test_trackers_stay_small_json(town, chief):
    for text in ("避難所 開設", "集会所", "避難所 削除 中央公民館", "FAQ 計算", "避難所 一覧"):
        chief.says(text)
        assert len(orjson.dumps(chief.tracker)) < 5000


def test_lines_too_long_to_be_typed_by_a_button_are_shortened(town, chief):
    for number in range(15):
        chief.says(f"避難所 #{number}")
    chief.says("避難所 開説 " + "長" * 400)
    assert "避難所 開設" in chief.labels

    wide = "避難所 一覧 " + "状態=開設中" * 60
    chief.says("ログ 操作 " + " ".join(["避難所"] * 120))
    assert "11～" in chief.says("次へ")
    assert chief.says(wide)
