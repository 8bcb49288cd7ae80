"""Counting the two ways LINE counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.gateways.line.text import (
    clusters_from,
    grapheme_len,
    is_over_graphemes,
    is_over_utf16,
    shorten,
    utf16_len,
)

FAMILY = "👨‍👩‍👧‍👦"  # seven code points, eleven UTF-16 units, one thing to see
TEXTS = st.text(alphabet=st.sampled_from("abあ髙🍎\u3099\u200d👩\r\n 。𠮟🇯🇵\ufe0f"), max_size=60)


@pytest.mark.parametrize(
    ("text", "units", "seen"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("避難所", 3, 3),
        ("𠮟る", 3, 2),  # a kanji outside the first plane
        ("🍎", 2, 1),
        (FAMILY, 11, 1),
        ("か\u3099", 2, 1),  # が with its dakuten apart
        ("🇯🇵🇯🇵", 8, 2),
        ("a\r\nb", 4, 3),
    ],
)
def test_units_and_graphemes_of_known_texts(text, units, seen):
    assert utf16_len(text) == units
    assert grapheme_len(text) == seen


@given(TEXTS, st.integers(0, 80))
def test_the_quick_answers_agree_with_counting(text, limit):
    assert is_over_utf16(text, limit) == (utf16_len(text) > limit)
    assert is_over_graphemes(text, limit) == (grapheme_len(text) > limit)
    assert utf16_len(text) == len(text.encode("utf-16-le")) // 2


def test_text_that_fits_is_left_alone():
    assert shorten("戸沢小学校", graphemes=5) == "戸沢小学校"
    assert shorten("戸沢小学校", utf16=5) == "戸沢小学校"


def test_text_that_does_not_fit_ends_in_an_ellipsis_between_graphemes():
    assert shorten("戸沢小学校体育館", graphemes=5) == "戸沢小学…"
    assert shorten(FAMILY * 3, graphemes=2) == FAMILY + "…"
    assert shorten(FAMILY * 3, utf16=12) == FAMILY + "…"
    assert shorten(FAMILY * 3, utf16=11) == "…"


@given(TEXTS, st.integers(1, 40), st.integers(1, 40))
def test_shortened_text_fits_both_limits_and_is_the_beginning(text, graphemes, units):
    short = shorten(text, graphemes=graphemes, utf16=units)

    assert grapheme_len(short) <= graphemes
    assert utf16_len(short) <= units
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(TEXTS)
def test_clusters_joined_are_the_text(text):
    clusters = list(clusters_from(text, 0))

    assert "".join(cluster for _, cluster in clusters) == text
    assert len(clusters) == grapheme_len(text)
