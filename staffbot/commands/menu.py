"""メニュー and ヘルプ: made from the declarations, showing only what this person may do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from data.fold import fold
from staffbot.cards import help_card, menu_card
from staffbot.command import Arg, Call, Conditions, Named, Noun, Reply, command
from staffbot.lookup import near_names

if TYPE_CHECKING:
    from staffbot.registry import Registry

MENU = Noun(
    "メニュー", feature="menu", help="使える機能を一覧にします。", aliases=("めにゅう", "menu"), is_listed=False
)
HELP = Noun(
    "ヘルプ", feature="menu", help="使い方を、例と一緒に見られます。", aliases=("使い方", "つかいかた", "help", "？")
)


class NounLookup:
    """The nouns as records, so that ヘルプ takes their names like any other. Filled by `commands/__init__.py`."""

    def __init__(self) -> None:
        self.registry: Registry | None = None

    def exact(self, session: Session, keys: Collection[str]) -> Sequence[tuple[str, Named]]:
        return [(key, named) for named, words in self._all() for key in words if key in keys]

    def near(self, session: Session, key: str, limit: int) -> Sequence[tuple[bool, Named]]:
        return near_names(key, self._all(), limit)

    def by_id(self, session: Session, id: int) -> Named | None:
        return None

    def some(self, session: Session, limit: int) -> Sequence[Named]:
        return [named for named, _ in self._all()][:limit]

    def _all(self) -> list[tuple[Named, set[str]]]:
        assert self.registry is not None
        return [
            (Named(number, noun.word), {fold(word) for word in (noun.word, *noun.aliases)})
            for number, noun in enumerate(self.registry.nouns)
        ]


NOUN_NAMES = NounLookup()


@command(MENU, right="", help="使える機能を一覧にします。", example="メニュー")
def menu(call: Call) -> Reply:
    return Reply(menu_card(call))


@command(
    HELP,
    args=(
        Arg("noun", "name", "機能の名前", required=False, lookup=NOUN_NAMES),
        Arg("page", "conditions", "ページ", required=False),
    ),
    right="",
    help="できることを、例と一緒に見られます。",
    example="ヘルプ 避難所",
)
def help_(call: Call) -> Reply:
    named: Named | None = call.args.get("noun")
    noun = call.desk.registry.nouns[named.id] if named is not None else None
    if noun is not None and not call.desk.registry.may_see(call.staff, noun):
        noun = None
    conditions: Conditions = call.args.get("page", Conditions())
    return Reply(help_card(call, noun, conditions.page))
