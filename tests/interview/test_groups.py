"""Items added and taken away, at any place, with groups inside groups."""

from hypothesis import given
from hypothesis import strategies as st

from dialogs.group_menu import ADD, KEEP, REMOVE, GroupMenu
from dialogs.interview_state import new_state, remove_item
from dialogs.journey import submission, walk
from tests.interview.talker import TODAY, form_of

FORM = form_of(
    """
id: form
title: 題
fields:
  - id: houses
    kind: group
    label: 家
    min: 1
    max: 4
    fields:
      - {id: name, kind: text, label: 名, required: false}
      - id: pets
        kind: group
        label: 動物
        max: 3
        fields:
          - {id: pet, kind: text, label: 名}
"""
)
HOUSES = st.lists(st.lists(st.text("猫犬", min_size=1, max_size=3), max_size=3), min_size=1, max_size=4)


def answers_of(houses):
    """The flat answers of houses, each a list of its pets; what comes after was put aside."""
    answers = {}
    for number in range(1, 4):
        answers[f"houses.{number}.+"] = number < len(houses)
    for number, pets in enumerate(houses):
        answers[f"houses.{number}.name"] = f"家{number}"
        for index in range(3):
            answers[f"houses.{number}.pets.{index}.+"] = index < len(pets)
        for index, pet in enumerate(pets):
            answers[f"houses.{number}.pets.{index}.pet"] = pet
    return answers


def state_of(houses):
    return new_state(FORM, "dialog00", answers=answers_of(houses))


def nested(state):
    found = walk(FORM, state["answers"], state["skipped"], TODAY)
    return found, submission(FORM, found)["houses"]


def menu_of(state, base="houses"):
    return GroupMenu(FORM, state, walk(FORM, state["answers"], state["skipped"], TODAY), base)


@given(HOUSES, st.data())
def test_taking_an_item_away_leaves_the_others_as_they_were(houses, data):
    state = state_of(houses)
    _, before = nested(state)
    if len(houses) == 1:
        assert menu_of(state).choose([REMOVE, 0])
        assert nested(state)[1] == before, "the one that must be stays"
        return
    number = data.draw(st.integers(0, len(houses) - 1))

    menu_of(state).choose([REMOVE, number])

    found, after = nested(state)
    assert after == before[:number] + before[number + 1 :]
    assert found.next is None


@given(HOUSES, st.data())
def test_an_inner_item_is_taken_from_its_own_outer_one_only(houses, data):
    state = state_of(houses)
    _, before = nested(state)
    outer = data.draw(st.integers(0, len(houses) - 1))
    if not houses[outer]:
        return
    inner = data.draw(st.integers(0, len(houses[outer]) - 1))

    menu_of(state, f"houses.{outer}.pets").choose([REMOVE, inner])

    found, after = nested(state)
    del before[outer]["pets"][inner]
    assert after == before
    assert found.next is None


def test_skips_move_with_their_items_and_what_was_put_aside_stays():
    state = state_of([["猫"], []])
    state["answers"] |= {"houses.2.name": "前の家"}
    del state["answers"]["houses.1.name"]
    state["skipped"] = ["houses.0.name", "houses.1.name"]

    remove_item(state, "houses", FORM.groups["houses"], 2, 0)

    assert state["skipped"] == ["houses.0.name"]
    assert state["answers"]["houses.2.name"] == "前の家"
    assert "houses.1.name" not in state["answers"]


def test_one_more_is_asked_for():
    state = state_of([["猫"]])

    menu_of(state).choose([ADD])

    found, _ = nested(state)
    assert found.next.path == "houses.1.name"


def test_buttons_of_an_older_menu_do_nothing_beyond_what_there_is():
    full = state_of([[], [], [], []])
    menu_of(full).choose([ADD])
    assert nested(full)[0].live["houses"] == range(4)
    two = state_of([[], []])
    menu_of(two).choose([REMOVE, 2])
    assert nested(two)[0].live["houses"] == range(2)


def test_keeping_changes_nothing_and_a_page_shows_the_menu_again():
    state = state_of([["猫"]])
    before = dict(state["answers"])

    assert menu_of(state).choose([KEEP])
    assert not menu_of(state).choose({"page": 1})
    assert state["answers"] == before
    assert state["draft"] == {"page": 1}
