"""設定 機能: which features the public account has, released and stopped one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from data.releases.service import FEATURES, release_feature, released_features
from data.town.models import TownSetting
from data.town.service import RELEASES, TOPIC
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Named, Option, Preview, Reply, command
from staffbot.commands.settings import SETTINGS_NOUN
from staffbot.lookup import SmallLookup

WORDS = load_wording()
VITAL = frozenset({"shelters", "evacuation"})
GREEN, GREY = "#1B7F4D", "#5B6770"


def _names(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    for number, feature in enumerate(FEATURES):
        yield Named(number, WORDS(f"releases.names.{feature}")), (feature, *WORDS.variants(f"releases.also.{feature}"))


FEATURE = SmallLookup(_names)
STATES = (
    Option(WORDS("releases.release"), True, WORDS.variants("releases.release_words")),
    Option(WORDS("releases.stop"), False, WORDS.variants("releases.stop_words")),
)


def _will(call: Call) -> Preview | None:
    """What residents would meet from now on."""
    words = call.words
    if "feature" not in call.args or "state" not in call.args:
        return None
    feature, released = FEATURES[call.args["feature"].id], call.args["state"]
    was = released_features(call.session)[feature]
    if was is released:
        return None
    name = words(f"releases.names.{feature}")
    lines = [words("releases.will_release" if released else "releases.will_stop", name=name)]
    if feature in VITAL and not released:
        lines.append(words("releases.vital"))
    return Preview(Speech([Say("\n".join(lines))]), {"feature": feature, "was": was, "will": released})


@command(
    SETTINGS_NOUN,
    "機能",
    aliases=("きのう", "機能の公開", "機能 一覧"),
    args=(
        Arg("feature", "name", "機能の名前", required=False, lookup=FEATURE, example="避難所"),
        Arg("state", "choice", "公開・停止", required=False, options=STATES),
    ),
    right="settings:write",
    dangerous=True,
    preview=_will,
    undoable=True,
    help="住民に見せる機能を、一つずつ公開したり止めたりします。",
    example="設定 機能 避難所 公開",
)
def releases(call: Call) -> Reply:
    words = call.words
    now = released_features(call.session)
    if "feature" not in call.args:
        return Reply(Speech([_card(call, now)]))
    feature = FEATURES[call.args["feature"].id]
    name = words(f"releases.names.{feature}")
    state = words("releases.released" if now[feature] else "releases.stopped")
    if "state" not in call.args:
        said = words("releases.one", name=name, state=state)
        return Reply(Speech([Say(said)], [_button(call, feature, now[feature])]))
    row = call.session.get(TownSetting, RELEASES)
    before = snapshot_row(row) if row is not None else None
    if not release_feature(call.session, feature, released=call.args["state"]):
        return Reply(Speech([Say(words("releases.already", name=name, state=state))]))
    call.session.flush()
    row = call.session.get(TownSetting, RELEASES)
    assert row is not None
    undo = UndoNote(
        (RowChange(TownSetting.__tablename__, RELEASES, before, snapshot_row(row)),),
        topics=(TOPIC,),
        labels={"value": words("releases.title")},
    )
    said = words("releases.done_release" if call.args["state"] else "releases.done_stop", name=name)
    return Reply(Speech([Say(said), _card(call, released_features(call.session))]), undo=undo)


def _card(call: Call, now: dict[str, bool]) -> Card:
    words = call.words
    rows = tuple(
        Row(
            words(f"releases.names.{feature}"),
            words("releases.released" if is_on else "releases.stopped"),
            _button(call, feature, is_on),
        )
        for feature, is_on in now.items()
    )
    is_all = all(now.values())
    waiting = sum(not is_on for is_on in now.values())
    badge = words("releases.released") if is_all else f"{words('releases.stopped')} {waiting}"
    return Card(
        words("releases.title"),
        words("releases.text"),
        rows=rows,
        badge=badge,
        badge_colour=GREEN if is_all else GREY,
    )


def _button(call: Call, feature: str, is_on: bool) -> Choice:
    label = call.words("releases.stop" if is_on else "releases.release")
    return Choice(label, "text", text=f"{releases.phrase} {call.words(f'releases.names.{feature}')} {label}")
