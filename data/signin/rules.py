"""What a password and a sign-in id must be like. Length counts, not kinds of characters (NIST SP 800-63B 3.1.1.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from data.errors import DomainError
from data.signin.hashing import LONGEST, normal

SHORTEST = 12
LEAST_DIFFERENT = 5
# What must be left of a password once the names anybody would guess are taken out.
LEAST_OWN = 8
SIGN_IN_ID = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
RUNS = (
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol",
    "qazwsxedcrfvtgbyhnujmikolp",
    "あいうえおかきくけこさしすせそたちつてと",
)
LEET = str.maketrans("013457@$!", "oleastasi")


class PasswordRefused(DomainError):
    """`facts["reason"]`: "short", "long", "common", "names" (holds the id or the town's name), "same" or "differs"."""

    code = "signin.password_refused"


class BadSignInId(DomainError):
    """Not 3 to 40 letters a-z, digits, dots, hyphens and underscores."""

    code = "signin.bad_id"


def check_new_password(password: str, *, names: Iterable[str] = ()) -> None:
    """Refuse what is guessed first.

    Args:
        names: what anybody knows: the sign-in id, the town's name, the site's name.

    Raises:
        PasswordRefused: with the first reason.
    """
    password = normal(password)
    if len(password) < SHORTEST:
        raise PasswordRefused(reason="short", least=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordRefused(reason="long", most=LONGEST)
    folded = password.casefold()
    if _is_common(folded):
        raise PasswordRefused(reason="common")
    left = folded
    for name in names:
        known = normal(name).casefold().strip()
        if len(known) >= 2:
            left = left.replace(known, "")
    if left != folded and (len(left) < LEAST_OWN or _is_common(left)):
        raise PasswordRefused(reason="names")


def sign_in_id(text: str) -> str:
    """A sign-in id as it is stored: half width, small letters.

    Raises:
        BadSignInId: it can't be one.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if SIGN_IN_ID.fullmatch(plain) is None:
        raise BadSignInId
    return plain


def _is_common(folded: str) -> bool:
    """Few different characters, one piece over and over, a walk over the keyboard, or only well-known words."""
    if len(set(folded)) < LEAST_DIFFERENT or re.fullmatch(r"(.{1,6}?)\1+.{0,5}", folded, re.DOTALL):
        return True
    if _steps(folded) >= 0.7 * (len(folded) - 1):
        return True
    return any(_is_made_of_words(core) for core in _cores(folded))


def _steps(text: str) -> int:
    """How many characters are the neighbour, or the same, of the one before in some well-known run."""
    return sum(
        first == second or any(first + second in run or second + first in run for run in RUNS)
        for first, second in pairwise(text)
    )


def _cores(folded: str) -> set[str]:
    """What is left without digits and signs, read as it stands and with 0 for o, @ for a and the like."""
    return {re.sub(r"[\W\d_]", "", folded), re.sub(r"[\W\d_]", "", folded.translate(LEET))}


def _is_made_of_words(core: str) -> bool:
    """Whether at most three letters are left once well-known words are taken out, longest first."""
    for word in common_words():
        core = core.replace(word, "")
    return len(core) <= 3


@cache
def common_words() -> tuple[str, ...]:
    """data/signin/common.txt, longest first."""
    text = (Path(__file__).parent / "common.txt").read_text(encoding="utf-8")
    words = {line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
