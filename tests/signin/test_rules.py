"""Passwords that are guessed first are refused; long ones of one's own are not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.signin.rules import BadSignInId, PasswordRefused, check_new_password, common_words, sign_in_id

NAMES = ["sato.t", "佐藤", "戸沢村", "tozawa"]


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "short"),
        ("kmr82-qpxvn", "short"),
        ("k" * 129, "long"),
        ("password1234", "common"),
        ("P@ssw0rd2025!", "common"),
        ("Admin@2025!!", "common"),
        ("ｐａｓｓｗｏｒｄ１２３４", "common"),
        ("qwertyuiop12", "common"),
        ("asdfghjkl;12", "common"),
        ("1qaz2wsx3edc", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("abcabcabcabc", "common"),
        ("123456789012", "common"),
        ("831947265013", "common"),
        ("haru-natsu-aki", "common"),
        ("さくらさくらさくらさくら", "common"),
        ("sato.t-kmrx7", "names"),
        ("戸沢村のまどぐち2025", "names"),
        ("Tozawa-2025-x", "names"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password, reason):
    with pytest.raises(PasswordRefused) as refused:
        check_new_password(password, names=NAMES)

    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize(
    "password",
    [
        "kmr82-qpxvn-",
        "correct horse battery",
        "むらのかきが赤くなったよ",
        "tozawa no kaki ga akai",
        "x" * 5 + "Q7!vb zu kk m",
    ],
)
def test_a_long_password_of_ones_own_will_do(password):
    check_new_password(password, names=NAMES)


@given(st.text(max_size=200))
def test_every_text_is_taken_or_refused(password):
    with suppress(PasswordRefused):
        check_new_password(password, names=NAMES)


def test_every_common_word_alone_is_refused_however_it_is_dressed_up():
    for word in common_words():
        for dressed in (f"{word}{word}!2025#77", f"{word.upper()}-2025-12-31"):
            with pytest.raises(PasswordRefused):
                check_new_password(dressed)


@pytest.mark.parametrize(("typed", "stored"), [("Sato", "sato"), ("　ｓａｔｏ．ｔ ", "sato.t"), ("s-4kq7m", "s-4kq7m")])
def test_an_id_is_small_letters_half_width(typed, stored):
    assert sign_in_id(typed) == stored


@pytest.mark.parametrize("typed", ["", "ab", "佐藤", "a b c", "-abc", "a" * 41, "a/../b", "a\nb\nc", "<script>"])
def test_what_cannot_be_an_id(typed):
    with pytest.raises(BadSignInId):
        sign_in_id(typed)
