"""What administrators do for others by talking, and the PIN: through the real webhook."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from data.audit.models import AuditPayload, AuditRow
from data.sessions.service import open_session
from data.signin.models import Credential
from data.staff.models import StaffMember
from data.turns.models import ConversationLine, InboxRow, JobRow, OutboxRow
from tests.signin.conftest import QUICK

PLACE = "203.0.113.9"


async def all_text(town, *tables):
    """Everything these tables hold, as one text."""
    found = ""
    for table in tables:
        rows = await town.program.store.read(select(*table.__table__.columns))
        found += repr([tuple(row) for row in rows])
    return found


async def staff_id(town, name):
    rows = await town.program.store.read(select(StaffMember.id).where(StaffMember.name == name))
    return rows[0][0]


async def visits(town, name, address):
    """Somebody's browser was signed in from an address."""
    who = await staff_id(town, name)
    real = town.program.clock.real()
    return await town.program.store.write(open_session, staff_id=who, real=real, address=address)


async def credential(town, name):
    who = await staff_id(town, name)
    return await town.program.store.view(lambda session: session.get(Credential, who))


async def test_an_administrator_gives_out_an_id_and_a_password_that_is_kept_nowhere(town, sato, mori):
    reply = await sato.says("職員 再発行 森 mori.k")

    assert "mori.k" in reply
    password = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", reply)[0]
    found = await credential(town, "森")
    assert (found.sign_in_id, found.is_initial) == ("mori.k", True)
    assert await QUICK.verify(found.password_hash, password)
    kept = await all_text(town, ConversationLine, JobRow, OutboxRow, InboxRow, AuditRow, AuditPayload)
    assert password not in kept
    assert "再発行しました" in await mori.last_reply()


async def test_a_second_password_is_asked_for_first_and_ends_what_was_open(town, sato):
    await sato.says("職員 再発行 森")
    first = await credential(town, "森")
    token = await visits(town, "森", PLACE)
    assert "終了します" in await sato.says("職員 再発行 森")
    assert (await credential(town, "森")).password_hash == first.password_hash
    await sato.taps("実行")

    second = await credential(town, "森")
    assert second.sign_in_id == first.sign_in_id
    assert second.password_hash != first.password_hash
    assert await town.program.store.view(is_out, token, town.program.clock.real())


def is_out(session, token, real):
    from data.sessions.service import find_session

    return find_session(session, token, real=real) is None


@pytest.mark.parametrize(("typed", "said"), [("佐藤", "3文字から40文字"), ("ab", "3文字から40文字")])
async def test_an_id_that_cannot_be_one_is_explained(sato, typed, said):
    assert said in await sato.says(f"職員 再発行 森 {typed}")


async def test_an_id_belongs_to_one_person(sato):
    await sato.says("職員 再発行 森 counter")

    assert "ほかの職員が使っています" in await sato.says("職員 再発行 佐藤 counter")


async def test_only_administrators_give_out_passwords(town, mori):
    assert "いまの権限では使えません" in await mori.says("職員 再発行 佐藤")
    assert "いまの権限では使えません" in await mori.says("設定 IP 追加 203.0.113.0/24")
    assert await credential(town, "佐藤") is None


async def test_nobody_gives_a_password_to_an_account_that_may_more(town, sato, mori):
    """A town's own role with the right to staff must not open an administrator's account."""
    await sato.says("職員 権限 森 追加 職員の編集")
    await sato.says("職員 再発行 佐藤 boss.s")
    who = await staff_id(town, "佐藤")
    await town.program.store.write(lock, who, town.program.clock.now())
    before = (await credential(town, "佐藤")).password_hash
    for line in ("職員 再発行 佐藤", "職員 再発行 佐藤 mine", "職員 解除 佐藤", "職員 暗証番号取消 佐藤"):
        assert "いまの権限では使えません" not in await mori.says(line)  # the right itself is there

    after = await credential(town, "佐藤")
    assert after.password_hash == before
    assert after.locked_at is not None


async def test_a_lock_is_taken_away_by_an_administrator(town, sato):
    await sato.says("職員 再発行 森")
    who = await staff_id(town, "森")
    await town.program.store.write(lock, who, town.program.clock.now())

    assert "ロック中" in await sato.says("職員 一覧 ロック中")
    assert "1件のうち" in await sato.last_reply()
    assert "続けて間違えたためロック中です" in await sato.says("職員 #2")
    assert "停止" in await sato.labels()

    assert "ロックを解除しました" in await sato.taps("解除")
    assert "ロック中" not in await sato.says("職員 #2")
    assert "解除" not in await sato.labels()
    assert (await credential(town, "森")).locked_at is None


def lock(session, who, now):
    session.get(Credential, who).locked_at = now


async def test_all_open_consoles_are_ended_from_the_chat(town, sato):
    token = await visits(town, "佐藤", PLACE)

    assert "1件のコンソールを終了しました" in await sato.says("コンソール 終了")
    assert await town.program.store.view(is_out, token, town.program.clock.real())
    assert "開いたままのコンソールはありません" in await sato.says("コンソール 終了")
    assert "コンソールを開く" in await sato.says("コンソール")


async def test_networks_are_added_shown_removed_and_taken_back(sato):
    assert "どこからでも開けます" in await sato.says("設定 IP")
    assert "192.0.2.0/24 からだけ開ける" in await sato.says("設定 IP 追加 １９２．０．２．７/24 役場")
    assert "追加しました" in await sato.taps("実行")
    assert "追加しました" in await sato.says("設定 IP 追加 2001:DB8::/32 支所 2階")
    shown = await sato.says("設定 IP")
    for part in ("192.0.2.0/24", "役場", "2001:db8::/32", "支所 2階"):
        assert part in shown
    assert "もう一覧の 192.0.2.0/24 に入っています" in await sato.says("設定 IP 追加 192.0.2.128/25")
    assert "読み取れませんでした" in await sato.says("設定 IP 追加 0.0.0.0/0")
    assert "読み取れませんでした" in await sato.says("設定 IP 追加 やくば")
    assert "一覧にありません" in await sato.says("設定 IP 削除 198.51.100.0/24")
    assert "削除しました" in await sato.says("設定 IP 削除 2001:db8::/32")
    await sato.says("元に戻す")
    assert "2001:db8::/32" in await sato.says("設定 IP")
    await sato.says("設定 IP 削除 2001:db8::/32")
    assert "どこからでも開ける" in await sato.says("設定 IP 削除 192.0.2.0/24")
    await sato.taps("実行")
    assert "いまは、どこからでも開けます" in await sato.says("設定 IP")


async def test_nobody_shuts_themselves_out(town, sato):
    await visits(town, "佐藤", PLACE)
    refused = await sato.says("設定 IP 追加 192.0.2.0/24 役場")
    assert "変えていません" in refused
    assert f"設定 IP 追加 {PLACE}" in refused
    await sato.says(f"設定 IP 追加 {PLACE} 自分")
    await sato.taps("実行")
    assert "追加しました" in await sato.says("設定 IP 追加 192.0.2.0/24 役場")
    assert "変えていません" in await sato.says(f"設定 IP 削除 {PLACE}")
    assert PLACE in await sato.says("設定 IP")


async def set_pin(person, digits="830517"):
    assert "新しい暗証番号" in await person.says("暗証番号 設定")
    assert "もう一度" in await person.says(digits)
    assert "暗証番号を決めました" in await person.says(digits)


DANGEROUS = "設定 緊急の連絡先 118"


async def idles(town, hours):
    """The person's last word was so many hours ago."""
    from datetime import timedelta

    real_now = town.program.clock.now
    town.program.clock.now = lambda: real_now() + timedelta(hours=hours)


async def test_after_twelve_idle_hours_a_dangerous_command_asks_for_the_pin(town, sato):
    await set_pin(sato)
    await sato.says(DANGEROUS)
    assert "118" in await sato.taps("実行")  # the PIN was set a moment ago
    await idles(town, 12)
    await sato.says("メニュー")  # a word of small talk is no proof
    await sato.says("設定 緊急の連絡先 110")
    assert "暗証番号を送ってください" in await sato.taps("実行")
    assert "暗証番号が違います。（あと4回）" in await sato.says("830518")
    assert "110" in await sato.says("８３０５１７")
    await sato.says("設定 緊急の連絡先 119")
    assert "暗証番号" not in await sato.taps("実行")


async def test_a_pin_leaves_no_trace(town, sato):
    await set_pin(sato)
    await idles(town, 13)
    await sato.says(DANGEROUS)
    await sato.taps("実行")
    await sato.says("830518")
    await sato.says("830517")

    kept = await all_text(town, ConversationLine, AuditRow, AuditPayload, JobRow, OutboxRow, InboxRow)
    assert "830517" not in kept
    assert "830518" not in kept
    assert "****" in kept


async def test_on_the_console_a_pin_is_masked_in_the_transcript_too(town):
    who = f"staff:{await staff_id(town, '佐藤')}"
    for text in ("暗証番号 設定", "830517", "８３０５１７"):
        await town.program.turns.accept_own("console", who, {"kind": "text", "text": text})
        await town.program.turns.settled()

    shown = await town.program.turns.console_messages(who, 0, 0)
    typed = [one["message"]["text"] for one in shown if one["from"] == "person"]
    assert typed == ["暗証番号 設定", "****", "****"]
    assert "暗証番号を決めました" in shown[-1]["message"]["text"]


async def test_on_the_console_an_initial_password_is_shown_by_a_link_that_works_once(town):
    who = f"staff:{await staff_id(town, '佐藤')}"
    await town.program.turns.accept_own("console", who, {"kind": "text", "text": "職員 再発行 森 mori.k"})
    await town.program.turns.settled()

    shown = repr(await town.program.turns.console_messages(who, 0, 0))
    assert "/staff/once/" in shown
    assert re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", shown) is None


async def test_five_wrong_pins_lock_and_nothing_runs(town, sato, mori):
    await set_pin(sato)
    await idles(town, 13)
    await sato.says(DANGEROUS)
    await sato.taps("実行")
    for _ in range(4):
        await sato.says("000000")
    assert "まで使えません" in await sato.says("000000")
    await sato.says(DANGEROUS)
    assert "まで使えません" in await sato.taps("実行")
    assert "119" in await sato.says("設定 一覧 緊急")


async def test_leaving_the_pins_question_runs_nothing(town, sato):
    await set_pin(sato)
    await idles(town, 13)
    await sato.says(DANGEROUS)
    await sato.taps("実行")
    assert "何も変わっていません" in await sato.says("やめる")
    await sato.says(DANGEROUS)
    await sato.taps("実行")
    assert "やめました" in await sato.says("設定 一覧 緊急")
    assert "119" in await sato.last_reply()


async def test_without_a_pin_nothing_is_asked_unless_the_town_wants_one(town, sato):
    await idles(town, 13)
    await sato.says(DANGEROUS)
    assert "118" in await sato.taps("実行")
    await sato.says("設定 暗証番号を必ず使う オン")
    await sato.says("設定 緊急の連絡先 119")
    assert "先に「暗証番号 設定」" in await sato.taps("実行")


async def test_zero_hours_switch_it_off(town, sato):
    await set_pin(sato)
    await sato.says("設定 暗証番号をたずねるまでの時間 0")
    await idles(town, 100)
    await sato.says(DANGEROUS)
    assert "118" in await sato.taps("実行")


async def test_changing_a_pin_asks_for_the_old_one_and_an_administrator_can_forget_it(sato):
    await set_pin(sato)
    assert "いまの暗証番号" in await sato.says("暗証番号 設定")
    assert "違います" in await sato.says("111222")
    assert "新しい暗証番号" in await sato.says("830517")
    assert "使えません" in await sato.says("1234")
    await sato.says("4096")
    assert "さきほどの番号と違います" in await sato.says("4097")
    await sato.says("やめる")
    assert "消しました" in await sato.says("職員 暗証番号取消 佐藤")
    assert "新しい暗証番号" in await sato.says("暗証番号 設定 7713")
    assert "一緒には送らないで" in await sato.last_reply()


async def test_a_phone_left_lying_gets_round_the_pin_by_no_other_command(town, sato):
    await set_pin(sato)
    await idles(town, 13)

    assert "ほかの管理者" in await sato.says("職員 暗証番号取消 佐藤")
    await sato.says("設定 暗証番号をたずねるまでの時間 0")
    assert "暗証番号を送ってください" in await sato.taps("実行")
    await sato.says("やめる")
    await sato.says("設定 暗証番号を必ず使う オン")
    assert "暗証番号を送ってください" in await sato.taps("実行")


async def test_ones_own_locked_pin_is_released_by_somebody_else(town, sato):
    await set_pin(sato)
    await idles(town, 13)
    await sato.says(DANGEROUS)
    await sato.taps("実行")
    for _ in range(5):
        await sato.says("000000")

    assert "ほかの管理者" in await sato.says("職員 解除 佐藤")
    await sato.says(DANGEROUS)
    assert "まで使えません" in await sato.taps("実行")
