"""The README's table of rights, made from the declarations: `python -m tests.contracts.matrix` prints it."""

from __future__ import annotations

from data.staff.rights import RIGHTS, ROLES
from dialogs.wording import load_wording
from staffbot.commands import COMMANDS

YES, NO = "●", "–"


def rights_matrix() -> str:
    """A Markdown table: each right, the commands that need it, and who has it."""
    words = load_wording()
    roles = [f"{words(f'staff.roles.{role}')}<br>`{role}`" for role in ROLES]
    lines = [row("Right", "Commands that need it", *roles), row("---", "---", *[":-:"] * len(ROLES))]
    for right in RIGHTS:
        marks = [YES if right in ROLES[role] else NO for role in ROLES]
        lines.append(row(f"`{right}`", commands_with(right), *marks))
    lines.append(row("(none needed)", commands_with(""), *[YES] * len(ROLES)))
    return "\n".join(lines)


def commands_with(right: str) -> str:
    """`避難所 開設・閉鎖`: the listed commands that need this right, those of one noun together."""
    by_noun: dict[str, list[str]] = {}
    for command in COMMANDS:
        if command.right == right and command.is_listed:
            by_noun.setdefault(command.noun.word, []).append(command.verb)
    shown = []
    for noun, verbs in by_noun.items():
        shown += [noun] if "" in verbs else []
        shown += [f"{noun} {'・'.join(filter(None, verbs))}"] if any(verbs) else []
    return ", ".join(shown)


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(rights_matrix())
