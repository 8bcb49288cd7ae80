"""Five wrong tries lock; an initial password is a first step only; a code serves once; a PIN is not for guessing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from data.sessions.service import find_session, open_session
from data.signin import pins
from data.signin.models import Credential, Pin, RecoveryCode
from data.signin.sealing import Sealer
from data.signin.service import (
    INITIAL_FOR,
    MOST_FAILURES,
    Known,
    SignInIdTaken,
    change_password,
    fail_second_step,
    forget_sign_in,
    issue_credential,
    look_up,
    look_up_own,
    settle_try,
    unlock,
)
from data.signin.totp import (
    WrongCode,
    check_second_step,
    confirm_totp,
    offer_totp,
    recovery_codes_left,
    remove_totp,
)
from data.staff.models import StaffMember

NOW = datetime(2025, 4, 10, 1, tzinfo=UTC)
START = 1_800_000_000.0
SEALER = Sealer(b"s" * 32)


@pytest.fixture
def sato(session):
    return member(session, "佐藤")


def member(session, name, role="operator"):
    found = StaffMember(name=name, role=role, joined_at=NOW)
    session.add(found)
    session.flush()
    return found


def own(session, staff, *, sign_in_id="sato", is_initial=False):
    """A credential whose password is the person's own."""
    found = issue_credential(session, staff_id=staff.id, sign_in_id=sign_in_id, password_hash="hash", now=NOW)
    found.is_initial = is_initial
    session.flush()
    return Known(staff.id, "hash")


def fail(session, known, times):
    return [settle_try(session, known, is_right=False, now=NOW).verdict for _ in range(times)]


def test_the_right_password_lets_in_and_begins_the_count_anew(session, sato):
    known = own(session, sato)
    fail(session, known, MOST_FAILURES - 1)

    assert settle_try(session, known, is_right=True, now=NOW).verdict == "in"
    assert fail(session, known, MOST_FAILURES - 1) == ["refused"] * (MOST_FAILURES - 1)


def test_the_fifth_wrong_try_locks_and_then_even_the_right_one_is_refused(session, sato):
    known = own(session, sato)

    assert fail(session, known, MOST_FAILURES) == ["refused"] * (MOST_FAILURES - 1) + ["locked"]
    assert settle_try(session, known, is_right=True, now=NOW + timedelta(days=30)).verdict == "refused"
    # The lock is told once, not with each further try.
    assert fail(session, known, 3) == ["refused"] * 3
    assert unlock(session, staff_id=sato.id)
    assert settle_try(session, known, is_right=True, now=NOW).verdict == "in"
    assert not unlock(session, staff_id=sato.id)


def test_an_initial_password_only_leads_to_choosing_ones_own_and_not_for_long(session, sato):
    known = own(session, sato, is_initial=True)

    assert settle_try(session, known, is_right=True, now=NOW + INITIAL_FOR - timedelta(seconds=1)).verdict == "change"
    assert settle_try(session, known, is_right=True, now=NOW + INITIAL_FOR).verdict == "refused"


def test_an_unknown_id_and_a_stopped_member_are_refused(session, sato):
    known = own(session, sato)

    assert settle_try(session, look_up(session, "nobody"), is_right=False, now=NOW).verdict == "refused"
    sato.stopped_at = NOW
    session.flush()
    assert settle_try(session, known, is_right=True, now=NOW).verdict == "refused"


def test_a_password_changed_while_the_old_one_was_verified_is_not_let_in(session, sato):
    known = own(session, sato)
    assert change_password(session, look_up_own(session, sato.id), password_hash="new", now=NOW)

    assert settle_try(session, known, is_right=True, now=NOW).verdict == "refused"
    assert not change_password(session, known, password_hash="late", now=NOW)
    assert look_up(session, "sato").password_hash == "new"


def test_changing_the_password_ends_every_session(session, sato):
    known = own(session, sato)
    token = open_session(session, staff_id=sato.id, real=START)
    change_password(session, known, password_hash="new", now=NOW)

    assert find_session(session, token, real=START) is None


def test_issuing_again_ends_sessions_lock_and_codes(session, sato):
    known = own(session, sato)
    fail(session, known, MOST_FAILURES)
    turn_on_codes(session, sato)
    token = open_session(session, staff_id=sato.id, real=START)
    issue_credential(session, staff_id=sato.id, sign_in_id="sato2", password_hash="other", now=NOW)

    found = session.get(Credential, sato.id)
    assert (found.locked_at, found.failures, found.totp_secret, found.is_initial) == (None, 0, "", True)
    assert recovery_codes_left(session, sato.id) == 0
    assert find_session(session, token, real=START) is None
    assert look_up(session, "sato") == Known()


def test_two_people_never_have_one_id(session, sato):
    own(session, sato)
    with pytest.raises(SignInIdTaken):
        own(session, member(session, "森"))

    own(session, sato)  # one's own may stay


def turn_on_codes(session, staff):
    secret = offer_totp(session, SEALER, staff_id=staff.id)
    code = pyotp.TOTP(secret).at(START)
    return secret, confirm_totp(session, SEALER, staff_id=staff.id, code=code, real=START)


def test_with_codes_on_the_password_alone_is_half_the_way(session, sato):
    known = own(session, sato)
    turn_on_codes(session, sato)

    assert settle_try(session, known, is_right=True, now=NOW).verdict == "code"


def test_codes_begin_only_once_the_app_has_shown_one(session, sato):
    known = own(session, sato)
    offer_totp(session, SEALER, staff_id=sato.id)
    with pytest.raises(WrongCode):
        confirm_totp(session, SEALER, staff_id=sato.id, code="000000", real=START)

    assert settle_try(session, known, is_right=True, now=NOW).verdict == "in"


def test_a_code_serves_once_and_only_in_its_time(session, sato):
    own(session, sato)
    secret, _ = turn_on_codes(session, sato)
    later = START + 60
    code = pyotp.TOTP(secret).at(later)

    def check(typed, real=later):
        return check_second_step(session, SEALER, staff_id=sato.id, typed=typed, now=NOW, real=real)

    assert not check(pyotp.TOTP(secret).at(START))  # the one that confirmed it was used then
    assert not check(pyotp.TOTP(secret).at(later + 600))
    assert check(f" {code[:3]} {code[3:]} ")
    assert not check(code)
    assert not check(code, real=later + 25)
    assert check(pyotp.TOTP(secret).at(later + 30), real=later + 30)


def test_a_recovery_code_serves_once_and_its_owner_only(session, sato):
    own(session, sato)
    _, codes = turn_on_codes(session, sato)
    mori = member(session, "森")
    own(session, mori, sign_in_id="mori")
    turn_on_codes(session, mori)

    def check(staff, typed):
        return check_second_step(session, SEALER, staff_id=staff.id, typed=typed, now=NOW, real=START + 600)

    assert not check(mori, codes[0])
    assert check(sato, codes[0].lower().replace("-", " "))
    assert not check(sato, codes[0])
    assert recovery_codes_left(session, sato.id) == len(codes) - 1


def test_no_secret_stands_in_the_database_as_it_is(session, sato):
    own(session, sato)
    secret, codes = turn_on_codes(session, sato)
    pins.set_pin(session, SEALER, staff_id=sato.id, digits="830517", now=NOW)

    credential, pin = session.get(Credential, sato.id), session.get(Pin, sato.id)
    kept = [credential.totp_secret, pin.pin_hash, *(row.code_hash for row in session.query(RecoveryCode))]
    assert not any(plain in one for one in kept for plain in (secret, "830517", *codes))


def test_wrong_codes_lock_like_wrong_passwords_and_the_password_does_not_start_over(session, sato):
    known = own(session, sato)
    turn_on_codes(session, sato)
    for _ in range(MOST_FAILURES - 1):
        assert settle_try(session, known, is_right=True, now=NOW).verdict == "code"
        assert fail_second_step(session, sato.id, now=NOW) == "refused"

    assert fail_second_step(session, sato.id, now=NOW) == "locked"
    assert settle_try(session, known, is_right=True, now=NOW).verdict == "refused"


def test_codes_can_be_switched_off(session, sato):
    known = own(session, sato)
    turn_on_codes(session, sato)
    remove_totp(session, staff_id=sato.id)

    assert settle_try(session, known, is_right=True, now=NOW).verdict == "in"
    assert not check_second_step(session, SEALER, staff_id=sato.id, typed="000000", now=NOW, real=START)


@pytest.mark.parametrize(
    "typed", ["", "123", "123456789", "12a4", "１２", "0000", "1234", "8765", "1212", "121212", "٨٣٠٥"]
)
def test_a_pin_that_is_tried_first_is_refused(typed):
    with pytest.raises(pins.BadPin):
        pins.check_new_pin(typed)


def test_five_wrong_pins_lock_for_an_hour(session, sato):
    pins.set_pin(session, SEALER, staff_id=sato.id, digits="8305", now=NOW)

    def attempt(typed, at=NOW):
        return pins.try_pin(session, SEALER, staff_id=sato.id, typed=typed, now=at)

    assert attempt("８３０５") == "right"
    assert [attempt("8306") for _ in range(5)] == ["wrong"] * 4 + ["locked"]
    assert attempt("8305") == "locked"
    assert pins.locked_until(session, staff_id=sato.id, now=NOW) == NOW + pins.LOCKED_FOR
    assert attempt("8305", NOW + pins.LOCKED_FOR) == "right"
    assert pins.tries_left(session, sato.id) == 5


def test_an_administrator_unlocks_a_pin_too(session, sato):
    pins.set_pin(session, SEALER, staff_id=sato.id, digits="8305", now=NOW)
    for _ in range(5):
        pins.try_pin(session, SEALER, staff_id=sato.id, typed="1", now=NOW)

    assert unlock(session, staff_id=sato.id)
    assert pins.try_pin(session, SEALER, staff_id=sato.id, typed="8305", now=NOW) == "right"
    assert not unlock(session, staff_id=sato.id)


def test_the_same_pin_of_two_people_has_two_hashes(session, sato):
    mori = member(session, "森")
    for one in (sato, mori):
        pins.set_pin(session, SEALER, staff_id=one.id, digits="8305", now=NOW)

    assert session.get(Pin, sato.id).pin_hash != session.get(Pin, mori.id).pin_hash


def test_everything_a_person_signs_in_with_can_be_forgotten(session, sato):
    mori = member(session, "森")
    for one, sign_in_id in ((sato, "sato"), (mori, "mori")):
        own(session, one, sign_in_id=sign_in_id)
        turn_on_codes(session, one)
        pins.set_pin(session, SEALER, staff_id=one.id, digits="8305", now=NOW)
    his, hers = (open_session(session, staff_id=one.id, real=START) for one in (sato, mori))
    forget_sign_in(session, staff_id=sato.id)
    session.expire_all()

    assert session.get(Credential, sato.id) is None
    assert not pins.has_pin(session, sato.id)
    assert find_session(session, his, real=START) is None
    assert [recovery_codes_left(session, one.id) for one in (sato, mori)] == [0, 8]
    assert pins.has_pin(session, mori.id)
    assert look_up(session, "mori") == Known(mori.id, "hash")
    assert find_session(session, hers, real=START)
