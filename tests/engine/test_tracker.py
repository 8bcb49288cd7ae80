"""The tracker's dialogs as plain JSON: what is kept, what is due, what is forgotten."""

from __future__ import annotations

from dialogs.tracker import (
    MOST_ASIDE,
    close_top,
    find_dialog,
    form_frame,
    is_begun,
    new_dialog,
    next_due,
    open_dialogs,
    put_all_aside,
    scenario_frame,
    settle,
    take_up,
)

TOWN = {"idle_minutes": 30, "aside_hours": 24, "forget_days": 30}
HOUR, DAY = 3600, 86400


def dialog(key="lunch", at=0.0, answers=0, reminded=False):
    made = new_dialog(key, scenario_frame(key, 1, "a"), at)
    made["slots"] = {f"s{number}": number for number in range(answers)}
    made["reminded"] = reminded
    return made


def tracker(*aside, **more):
    return {"aside": list(aside), **more}


def titles(dialogs):
    return [one["title"] for one in dialogs]


def test_a_dialog_begun_is_one_with_an_answer():
    form = new_dialog("form", form_frame("memo", 1), 0.0)
    form["frames"][0]["q"] = {"answers": {}}

    assert not is_begun(dialog())
    assert is_begun(dialog(answers=1))
    assert not is_begun(form)
    form["frames"][0]["q"]["answers"]["who"] = "花子"
    assert is_begun(form)


def test_closing_the_top_opens_what_lies_beneath():
    one, two = dialog("one"), dialog("two")
    two["under"] = one
    kept = {"dialog": two}

    close_top(kept)

    assert kept == {"dialog": one}
    close_top(kept)
    assert kept == {}


def test_putting_aside_keeps_the_whole_pile_the_top_one_last():
    one, two = dialog("one"), dialog("two")
    two["under"] = one
    kept = {"dialog": two, "aside": [dialog("zero")]}

    assert titles(put_all_aside(kept)) == ["two", "one"]

    assert titles(kept["aside"]) == ["zero", "one", "two"]
    assert "under" not in two
    assert list(open_dialogs(kept)) == []


def test_nothing_open_is_nothing_put_aside():
    kept = {}

    assert put_all_aside(kept) == []
    assert kept == {}


def test_an_unanswered_one_gives_way_to_its_like_an_answered_one_does_not():
    kept = tracker(dialog("lunch"), dialog("lunch", answers=1), dialog("tea"), dialog=dialog("lunch"))

    put_all_aside(kept)

    assert [(one["title"], is_begun(one)) for one in kept["aside"]] == [
        ("lunch", True),
        ("tea", False),
        ("lunch", False),
    ]


def test_more_than_ten_let_the_oldest_go():
    kept = tracker(*(dialog(f"d{number}", answers=1) for number in range(MOST_ASIDE)), dialog=dialog("new"))

    put_all_aside(kept)

    assert len(kept["aside"]) == MOST_ASIDE
    assert titles(kept["aside"])[0] == "d1"


def test_taking_one_up_puts_the_open_one_aside_and_may_be_reminded_of_again():
    old = dialog("old", reminded=True)
    kept = tracker(old, dialog=dialog("open"))

    take_up(kept, old)

    assert kept["dialog"] is old
    assert not old["reminded"]
    assert titles(kept["aside"]) == ["open"]


def test_taking_up_the_last_one_leaves_no_empty_list():
    old = dialog("old")
    kept = tracker(old)

    take_up(kept, old)

    assert kept == {"dialog": old}


def test_a_dialog_is_found_wherever_it_lies():
    top, beneath, aside = dialog("top"), dialog("beneath"), dialog("aside")
    top["under"] = beneath
    kept = tracker(aside, dialog=top)

    for one in (top, beneath, aside):
        assert find_dialog(kept, one["id"]) is one
    assert find_dialog(kept, "elsewhere") is None
    assert find_dialog({}, "elsewhere") is None


class TestDue:
    def test_nothing_kept_is_never_due(self):
        assert next_due({}, TOWN) is None

    def test_a_day_after_the_last_word_and_then_thirty_days(self):
        assert next_due({"dialog": dialog(at=100.0)}, TOWN) == 100 + DAY
        assert next_due(tracker(dialog(at=100.0, reminded=True)), TOWN) == 100 + 30 * DAY

    def test_the_earliest_counts_a_location_too(self):
        kept = tracker(dialog(at=50.0), dialog=dialog(at=100.0), place={"latitude": 1, "longitude": 2, "at": 0.0})

        assert next_due(kept, TOWN) == 1800
        del kept["place"]
        assert next_due(kept, TOWN) == 50 + DAY

    def test_what_lies_beneath_rests(self):
        top = dialog(at=500.0)
        top["under"] = dialog(at=0.0)

        assert next_due({"dialog": top}, TOWN) == 500 + DAY

    def test_settling_early_changes_nothing(self):
        open_one, aside, place = dialog("open", at=DAY - 1.0), dialog("aside", at=DAY - 1.0), {"at": 2 * DAY - 1800.0}
        kept = tracker(aside, dialog=open_one, place=place)

        assert settle(kept, TOWN, 2 * DAY - 1.5) == []

        assert kept == tracker(aside, dialog=open_one, place=place)
        assert not aside["reminded"]

    def test_settling_in_time_does_each_thing(self):
        kept = tracker(
            dialog("old", at=0.0, reminded=True),
            dialog("known", at=29.0 * DAY, reminded=True),
            dialog("aside", at=29.0 * DAY),
            dialog=dialog("open", at=29.0 * DAY),
            place={"at": 30 * DAY - 1800.0},
        )

        assert titles(settle(kept, TOWN, 30.0 * DAY)) == ["aside", "open"]

        assert titles(kept["aside"]) == ["known", "aside", "open"]
        assert all(one["reminded"] for one in kept["aside"])
        assert kept.keys() == {"aside"}

    def test_when_all_is_forgotten_nothing_is_left(self):
        kept = tracker(dialog(at=0.0, reminded=True))

        assert settle(kept, TOWN, 30.0 * DAY) == []
        assert kept == {}
