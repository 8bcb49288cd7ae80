"""What a staff command is: its declaration, and the types it is called with and answers with.

A feature's file in `staffbot/commands/` declares one `Noun` and its commands, and is listed by hand in
`staffbot/commands/__init__.py`. The parser, the asking for missing arguments, the menu, the help and the gate all read
these declarations; a command itself only reads and changes records through services, and says what it did:

    SHELTERS = Noun(
        "避難所",
        feature="shelters",
        aliases=("ひなんじょ", "避難場所"),
        help="避難所の開設や混雑の状態を、住民に知らせます。",
        state=shelter_counts,  # (Call) -> Sequence[Row], shown on the noun's card
    )

    SHELTER = NameLookup("避難所", exact=shelters_named, near=shelters_like, by_id=shelter_by_id, all=all_shelters)


    @command(
        SHELTERS,
        "開設",
        aliases=("開ける", "オープン"),
        args=(Arg("shelter", "name", "避難所の名前", lookup=SHELTER),),
        right="shelters:status",
        undoable=True,
        help="避難所を「開設中」にします。",
        example="避難所 開設 中央公民館",
    )
    def open_shelter(call: Call) -> Reply:
        shelter = call.session.get(Shelter, call.args["shelter"].id)
        before = snapshot_row(shelter)
        set_shelter_status(call.session, shelter_id=shelter.id, status=ShelterStatus.open, ...)
        return Reply(
            Speech([Say(call.words("shelters.staff.opened", name=shelter.name))]),
            undo=UndoNote((RowChange("shelter", shelter.id, before, snapshot_row(shelter)),), topics=("shelters",)),
        )

A handler runs in a savepoint and lets `DomainError` rise: the gate takes back what the command did and says
`errors.<code>.staff`. A handler never checks the right, asks for confirmation or writes the audit log: that is the
gate's work. A dangerous command declares `preview`; it must change nothing, and its `facts` (JSON) are what the
confirmation is bound to: when they are different at 「実行」, the new preview is shown instead. What 「元に戻す」
needs is the `UndoNote`: each changed row before and after, as `data.undo.snapshot_row` gives it (None: not there).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.orm import Session

from data.staff.rights import StaffIdentity
from data.turns.turn import Turn
from data.undo import UndoNote
from dialogs.talk import Row, Speech
from staffbot.args import Arg, ArgKind, Conditions, FileRef, Named, NameLookup, Option

if TYPE_CHECKING:
    from staffbot.desk import Desk

__all__ = [
    "Arg",
    "ArgKind",
    "Call",
    "Command",
    "Conditions",
    "FileRef",
    "JobResult",
    "NameLookup",
    "Named",
    "Noun",
    "Option",
    "Preview",
    "Reply",
    "UndoNote",
    "command",
]


@dataclass(frozen=True, slots=True)
class Noun:
    """A feature as staff name it.

    Attributes:
        feature: the same word as the feature's folder in `data/` ("shelters").
        state: (Call) -> rows for the noun's card: what stands how, counts. Called only for those who may read it.
        state_right: the right `state` needs; none needed when empty.
        is_listed: shown in メニュー.
    """

    word: str
    feature: str
    help: str
    aliases: tuple[str, ...] = ()
    state: Callable[[Call], Sequence[Row]] | None = None
    state_right: str = ""
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """What a dangerous command would do. `facts` is JSON: everything that, if it changed, makes this another thing."""

    speech: Speech
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Reply:
    """What a command did.

    Attributes:
        speech: what the person is told; empty while a job is awaited. The gate adds 「元に戻す」 to what can be undone.
        undo: for undoable commands, the rows as they were and as they are now; None when nothing changed.
        audit_note: one line for the audit log beyond the command and its arguments; no secrets.
        outcome: "done", or "refused" when the command itself said no without a DomainError.
        is_final: it changed something that 「元に戻す」 can't take back.
        then: another command to go on with, its preview and confirmation included (an import after its file was read).
    """

    speech: Speech
    undo: UndoNote | None = None
    audit_note: str = ""
    outcome: Literal["done", "refused"] = "done"
    is_final: bool = False
    then: tuple[Command, dict[str, Any]] | None = None


@dataclass(slots=True)
class Call:
    """One command being run.

    Attributes:
        args: by `Arg.name`; what was not given is not in it.
        words: the sentences, `call.words("shelters.staff.opened", name=…)`.
        desk: what the counter was built with: links, the audit chain, the commands, the public URL.
    """

    session: Session
    turn: Turn
    staff: StaffIdentity
    command: Command
    args: dict[str, Any]
    words: Callable[..., str]
    desk: Desk
    now: datetime
    today: date

    def may(self, right: str) -> bool:
        """Whether this person has the right: for buttons and rows that not everybody may see."""
        return self.staff.may(right)

    def order_job(
        self, kind: str, payload: dict[str, Any], *, keep: dict[str, Any] | None = None, waits: bool = True
    ) -> None:
        """Order a job; its result comes to this command's `on_result`, with `keep` (JSON).

        Until then the person hears 「確認中です」, and やめる leaves it. Say nothing yourself: the reply is the job's.
        Without `waits` the job is done by the way: the command answers, the person goes on, and the result follows.
        """
        from staffbot.orders import order_job

        order_job(self, kind, payload, keep or {}, waits=waits)


@dataclass(frozen=True, slots=True)
class JobResult:
    """A job's result for the command that ordered it. `found` is the job's JSON; `keep` what the command kept."""

    kind: str
    found: Mapping[str, Any]
    keep: Mapping[str, Any]


Handler = Callable[[Call], Reply]


@dataclass(frozen=True)
class Command:
    """A declared command; calling it runs its handler."""

    noun: Noun
    verb: str  # "" for 登録 CODE and the like; "#N" for show
    run: Handler
    aliases: tuple[str, ...]
    args: tuple[Arg, ...]
    right: str
    help: str
    example: str
    preview: Callable[[Call], Preview | None] | None = None
    on_result: Callable[[Call, JobResult], Reply] | None = None
    undoable: bool = False
    is_listed: bool = True
    secret: bool = False  # its arguments never reach a log

    @property
    def dangerous(self) -> bool:
        return self.preview is not None

    @property
    def phrase(self) -> str:
        """`避難所 開設`, as typed."""
        return f"{self.noun.word} {self.verb}".strip()

    def __call__(self, call: Call) -> Reply:
        return self.run(call)


def command(
    noun: Noun,
    verb: str = "",
    *,
    help: str,
    example: str,
    right: str,
    args: Sequence[Arg] = (),
    aliases: Sequence[str] = (),
    dangerous: bool = False,
    preview: Callable[[Call], Preview | None] | None = None,
    on_result: Callable[[Call, JobResult], Reply] | None = None,
    undoable: bool = False,
    is_listed: bool = True,
    secret: bool = False,
) -> Callable[[Handler], Command]:
    """Declare a command. The decorated function becomes a `Command`, still callable.

    Args:
        right: `feature:verb` of `data.staff.rights.RIGHTS`; "" for what every registered person may do.
        dangerous: needs `preview`, which is shown with 実行 and やめる first; a preview of None runs at once.
        is_listed: shown in the help, the noun's card and suggestions.
        secret: for commands whose arguments must not be kept (codes).

    Raises:
        ValueError: a declaration that cannot work: dangerous without preview, a text argument that is not the last, …
    """
    if dangerous != (preview is not None):
        raise ValueError(f"{noun.word} {verb}: dangerous and preview go together")
    greedy = [arg.name for arg in args[:-1] if arg.kind in ("text", "conditions")]
    if greedy:
        raise ValueError(f"{noun.word} {verb}: {greedy} must be the last argument")
    for arg in args:
        if (arg.kind == "name") != (arg.lookup is not None) or (arg.kind == "choice") != bool(arg.options):
            raise ValueError(f"{noun.word} {verb}: {arg.name} of kind {arg.kind} lacks its lookup or options")
    if not help or not example:
        raise ValueError(f"{noun.word} {verb}: every command has help and an example")

    def declare(run: Handler) -> Command:
        return Command(
            noun=noun,
            verb=verb,
            run=run,
            aliases=tuple(aliases),
            args=tuple(args),
            right=right,
            help=help,
            example=example,
            preview=preview,
            on_result=on_result,
            undoable=undoable,
            is_listed=is_listed,
            secret=secret,
        )

    return declare
