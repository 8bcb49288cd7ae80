"""Age in law."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialogs.ages import age_on


def test_age_rises_on_the_day_before_the_birthday():
    born = date(2019, 4, 1)

    assert age_on(born, date(2025, 3, 30)) == 5
    assert age_on(born, date(2025, 3, 31)) == 6
    assert age_on(born, date(2025, 4, 1)) == 6


def test_someone_born_on_29_february_grows_older_on_the_28th_every_year():
    born = date(2004, 2, 29)

    assert age_on(born, date(2024, 2, 27)) == 19
    assert age_on(born, date(2024, 2, 28)) == 20
    assert age_on(born, date(2025, 2, 27)) == 20
    assert age_on(born, date(2025, 2, 28)) == 21


def test_born_on_1_january_one_grows_older_on_new_years_eve():
    assert age_on(date(2000, 1, 1), date(2009, 12, 31)) == 10


@given(st.dates(date(1900, 1, 1), date(2090, 1, 1)), st.integers(0, 40000))
def test_age_never_falls_and_rises_once_a_year(born, days):
    today = born + timedelta(days=days)

    assert age_on(born, today) - age_on(born, today - timedelta(days=1)) in (0, 1)
    assert abs(age_on(born, today) - days / 365.2425) < 1.01
