"""Argon2id in a thread, for unknown ids too, and not for an endless queue."""

from __future__ import annotations

import asyncio
import inspect
import threading

import pytest

from data.signin import hashing
from data.signin.hashing import Passwords, TooBusy
from data.signin.sealing import Sealer, Unsealable


@pytest.fixture
def passwords():
    return Passwords(time_cost=1, memory_kib=64)


async def test_a_password_verifies_and_another_does_not(passwords):
    made = await passwords.hash("むらのかきが赤くなった")

    assert made.startswith("$argon2id$")
    assert await passwords.verify(made, "むらのかきが赤くなった")
    assert not await passwords.verify(made, "むらのかきが青くなった")
    assert not await passwords.verify("no hash at all", "むらのかきが赤くなった")


async def test_however_the_keyboard_composed_it_it_is_the_same_password(passwords):
    made = await passwords.hash("がぎぐげご1234567")

    assert await passwords.verify(made, "か\u3099き\u3099く\u3099け\u3099こ\u3099１２３４５６７")


async def test_nobodys_password_is_verified_like_anybodys_and_always_wrong(passwords, monkeypatch):
    verified = []
    real = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda one, password: verified.append(one) or real(one, password))

    assert not await passwords.verify(None, "nobody has this password")
    assert not await passwords.verify(None, "x")
    assert len(verified) == 2
    assert all(one.startswith("$argon2id$") for one in verified)


async def test_hashing_happens_beside_the_event_loop(passwords, monkeypatch):
    seen = []
    monkeypatch.setattr(passwords, "_verify", lambda one, password: seen.append(threading.current_thread()) or False)
    await passwords.verify(None, "x")

    assert seen[0] is not threading.main_thread()


async def test_only_a_few_at_once_and_no_endless_queue(passwords, monkeypatch):
    monkeypatch.setattr(hashing, "MOST_WAITING", 3)
    gate, inside = threading.Event(), []

    def slow(one, password):
        inside.append(password)
        gate.wait(5)
        return False

    monkeypatch.setattr(passwords, "_verify", slow)
    waiting = [asyncio.create_task(passwords.verify(None, str(number))) for number in range(3)]
    while len(inside) < hashing.AT_ONCE:
        await asyncio.sleep(0.001)
    with pytest.raises(TooBusy):
        await passwords.verify(None, "one too many")
    assert len(inside) == hashing.AT_ONCE
    gate.set()
    await asyncio.gather(*waiting)

    assert not await passwords.verify(None, "now there is room")


async def test_an_old_hash_is_known_as_such(passwords):
    made = await passwords.hash("kmr82-qpxvn-zt")

    assert not passwords.is_outdated(made)
    assert Passwords(time_cost=2, memory_kib=64).is_outdated(made)
    assert passwords.is_outdated("nonsense")


def test_what_is_sealed_opens_for_its_owner_only():
    sealer = Sealer(b"k" * 32)
    sealed = sealer.seal("ひみつ", "totp:1")

    assert sealer.unseal(sealed, "totp:1") == "ひみつ"
    assert "ひみつ" not in sealed
    for other, text, owner in (
        (sealer, sealed, "totp:2"),
        (Sealer(b"x" * 32), sealed, "totp:1"),
        (sealer, "AAAA", "a"),
    ):
        with pytest.raises(Unsealable):
            other.unseal(text, owner)


def test_a_guess_costs_what_rfc_9106_asks():
    costs = inspect.signature(Passwords).parameters

    assert costs["memory_kib"].default * costs["time_cost"].default >= 3 * 32 * 1024
    assert costs["memory_kib"].default >= 32 * 1024
