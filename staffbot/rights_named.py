"""Rights by the words people know: 避難所の編集, 避難所 開設, 避難所, 運用担当. Labels come from the declarations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from data.fold import fold
from data.staff.rights import RIGHTS
from data.staff.roles import list_roles
from dialogs.wording import load_wording
from staffbot.registry import SHOW, Registry

_WORDS = load_wording()
_SPACES = re.compile(r"[\s、,，・/]+")
WORDS_JOINED = 3  # 避難所 の 編集


@dataclass(frozen=True, slots=True)
class ReadRights:
    """What a text names: rights in the order of the matrix, and the words that name none."""

    rights: tuple[str, ...]
    unknown: tuple[str, ...]


def right_label(registry: Registry, right: str) -> str:
    """避難所の編集."""
    feature, _, verb = right.partition(":")
    if (key := f"people.rights.{feature}_{verb}") in _WORDS:
        return _WORDS(key)
    return _WORDS("people.right", noun=feature_label(registry, feature), verb=verb_label(verb))


def verb_label(verb: str) -> str:
    """編集; a verb nobody has worded yet stands for itself."""
    key = f"people.verbs.{verb}"
    return _WORDS(key) if key in _WORDS else verb


def feature_label(registry: Registry, feature: str) -> str:
    """The noun of a feature: 避難所. One without a noun of its own has a word for it."""
    word = next((noun.word for noun in registry.nouns if noun.feature == feature), None)
    return word or _WORDS(f"people.features.{feature}")


def by_feature(rights: Collection[str]) -> dict[str, list[str]]:
    """Feature -> its rights among these, in the order of the matrix."""
    found: dict[str, list[str]] = {}
    for right in RIGHTS:
        if right in rights:
            found.setdefault(right.partition(":")[0], []).append(right)
    return found


def rights_said(registry: Registry, rights: Collection[str]) -> str:
    """避難所（閲覧・状態の変更）、FAQ（閲覧）."""
    return "、".join(
        _WORDS("people.feature_rights", noun=feature_label(registry, feature), verbs=verbs_said(these))
        for feature, these in by_feature(rights).items()
    )


def verbs_said(rights: Iterable[str]) -> str:
    """閲覧・状態の変更."""
    return "・".join(verb_label(right.partition(":")[2]) for right in rights)


def role_label(name: str | None, key: str) -> str:
    """What people call a role: the town's own name for it, or the given one's."""
    if name is not None:
        return name
    return _WORDS(f"staff.roles.{key}") if f"staff.roles.{key}" in _WORDS else _WORDS("people.no_role")


def role_name(session: Session, key: str) -> str:
    """The same by the key that members and teams hold; 「なし」 for none."""
    if not key:
        return _WORDS("people.none")
    found = next((role for role in list_roles(session) if role.key == key), None)
    return _WORDS("people.no_role") if found is None else role_label(found.name, key)


def read_rights(session: Session, registry: Registry, text: str) -> ReadRights:
    """The rights a text names, by labels, commands, features and roles, the longest first."""
    known = _known(session, registry)
    words = [word for word in _SPACES.split(text.strip()) if word]
    found: set[str] = set()
    unknown: list[str] = []
    at = 0
    while at < len(words):
        for taken in range(min(WORDS_JOINED, len(words) - at), 0, -1):
            rights = known.get(fold("".join(words[at : at + taken])))
            if rights is not None:
                found |= rights
                at += taken
                break
        else:
            unknown.append(words[at])
            at += 1
    return ReadRights(tuple(right for right in RIGHTS if right in found), tuple(unknown))


def commands_with(registry: Registry, right: str) -> str:
    """避難所 開設・閉鎖: what can be done with a right."""
    found: dict[str, list[str]] = {}
    for command in registry.commands:
        if command.right == right and command.is_listed:
            verb = _WORDS("staff.logs.shown") if command.verb == SHOW else command.verb
            found.setdefault(command.noun.word, []).append(verb)
    return "、".join(f"{noun} {'・'.join(filter(None, verbs))}".strip() for noun, verbs in found.items())


def _known(session: Session, registry: Registry) -> Mapping[str, frozenset[str]]:
    """Folded words -> rights. What is put in later gives way."""
    known: dict[str, frozenset[str]] = {}

    def put(word: str, rights: Iterable[str]) -> None:
        known.setdefault(fold(word), frozenset(rights))

    for right in RIGHTS:
        put(right, [right])
        put(right_label(registry, right), [right])
        feature, _, verb = right.partition(":")
        put(feature_label(registry, feature) + verb_label(verb), [right])
    for role in list_roles(session):
        put(role_label(role.name, role.key), role.rights)
    for noun in registry.nouns:
        of_feature = [right for right in RIGHTS if right.partition(":")[0] == noun.feature]
        for word in (noun.word, *noun.aliases):
            if of_feature:
                put(word, of_feature)
            for command in registry.of_noun(noun):
                if command.right and command.verb and command.verb != SHOW:
                    put(word + command.verb, [command.right])
    return known
