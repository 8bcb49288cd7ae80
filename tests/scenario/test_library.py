"""What a channel offers: compiled once, faulty content left out, old versions still to be had."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from data.content.service import delete_content, save_version, show_version
from data.fold import fold
from dialogs.library import EMPTY_LIBRARY, library_source

NOW = datetime(2025, 4, 10, tzinfo=UTC)
RUNNER = SimpleNamespace(names=frozenset({"shelters.nearest"}))


def scenario(key, nodes, **more):
    return {"kind": "scenario", "key": key, "name": key, "start": "a", "nodes": nodes, **more}


END = {"id": "a", "kind": "end"}


def put(session, document, channels=("public", "test"), kind="scenario"):
    key = document.get("key") or document["id"]
    version = save_version(session, kind=kind, key=key, name=key, document=document, now=NOW)
    for channel in channels:
        show_version(session, content_id=version.content_id, channel=channel, number=version.number)
    return version


def load(session):
    return library_source(RUNNER).load(session)


def test_each_channel_has_what_is_published_there(session):
    put(session, scenario("both", [END]))
    put(session, scenario("trial", [END]), channels=("test",))

    library = load(session)

    assert set(library.shelf("public").scenarios) == {"both"}
    assert set(library.shelf("test").scenarios) == {"both", "trial"}
    assert library.shelf("staff").scenarios == {}
    assert EMPTY_LIBRARY.shelf("public").menu == ()


def test_what_does_not_compile_is_left_out_and_the_rest_stays(session):
    put(session, scenario("good", [END]))
    put(session, scenario("bad", [{"id": "a", "kind": "action", "action": "gone", "next": "a"}]))

    assert set(load(session).shelf("public").scenarios) == {"good"}


def test_a_scenario_stays_when_a_form_it_uses_is_hidden(session):
    form = {"id": "memo", "title": "メモ", "fields": [{"id": "who", "kind": "text", "label": "だれ", "ask": "だれ"}]}
    put(session, form, channels=("test",), kind="form")
    put(
        session,
        scenario("uses", [{"id": "a", "kind": "form", "form": "memo", "next": "b"}, {"id": "b", "kind": "end"}]),
    )

    library = load(session)

    assert "uses" in library.shelf("public").scenarios
    assert library.shelf("public").forms == {}
    assert "uses" in library.shelf("test").scenarios
    code = library.shelf("test").forms["memo"].link_code
    assert library.shelf("test").by_code == {code: "memo"}


def test_of_two_scenarios_with_one_trigger_the_first_in_order_has_it(session):
    put(session, scenario("later", [END], triggers=["ごみ"], sort=20, menu="あと"))
    put(session, scenario("first", [END], triggers=["ゴミ"], sort=10, menu="さき"))

    shelf = load(session).shelf("public")

    assert shelf.by_trigger[fold("ごみ")] == "first"
    assert [one.menu for one in shelf.menu] == ["さき", "あと"]


def test_the_longest_trigger_in_a_text_counts(session):
    put(session, scenario("short", [END], triggers=["住民票"]))
    put(session, scenario("long", [END], triggers=["住民票の写し"]))

    shelf = load(session).shelf("public")

    assert shelf.trigger_within(fold("住民票の写しがほしい")) == "long"
    assert shelf.trigger_within(fold("住民票がほしい")) == "short"
    assert shelf.trigger_within(fold("印鑑")) is None


@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_old_version_can_still_be_walked(session, is_deleted):
    first = put(session, scenario("guide", [{**END, "says": "一"}]))
    put(session, scenario("guide", [{**END, "says": "二"}]))
    if is_deleted:
        delete_content(session, content_id=first.content_id, now=NOW)

    library = load(session)

    for _ in range(2):
        assert library.scenario(session, "public", "guide", 1).nodes["a"].says[0].body == "一"
    assert library.scenario(session, "public", "guide", 2).nodes["a"].says[0].body == "二"
    assert library.scenario(session, "public", "guide", 3) is None
    assert library.scenario(session, "public", "other", 1) is None


def test_an_old_version_whose_action_is_gone_cannot(session):
    node = {"id": "a", "kind": "action", "action": "shelters.nearest", "next": "b"}
    put(session, scenario("guide", [node, {"id": "b", "kind": "end"}]))
    put(session, scenario("guide", [END]))

    library = library_source(SimpleNamespace(names=frozenset())).load(session)

    assert library.scenario(session, "public", "guide", 1) is None


def test_a_form_and_a_scenario_of_one_key_do_not_mix(session):
    put(session, scenario("memo", [END]))
    form = {"id": "memo", "title": "メモ", "fields": [{"id": "who", "kind": "text", "label": "だれ", "ask": "だれ"}]}
    put(session, form, kind="form")

    library = load(session)

    assert library.form(session, "public", "memo", 1).title == "メモ"
    assert library.scenario(session, "public", "memo", 1).key == "memo"
    assert library.form(session, "public", "memo", 9) is None


def test_an_old_version_of_a_form_can_still_be_filled_in(session):
    def form(label):
        fields = [{"id": "who", "kind": "text", "label": label, "ask": "だれ"}]
        return {"id": "memo", "title": "メモ", "fields": fields}

    put(session, form("だれ"), kind="form")
    put(session, form("どなた"), kind="form")

    library = load(session)

    assert library.form(session, "public", "memo", 1).fields["who"].label == "だれ"
    assert library.form(session, "public", "memo", 2).fields["who"].label == "どなた"
