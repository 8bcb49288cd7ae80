"""FAQ 未回答: questions that found no answer. One tap and one reply answer them, and who asked is told."""

from __future__ import annotations

from dataclasses import replace

from data.faq.content import MAX_ANSWER_UTF16, FaqInvalid
from data.faq.matcher import bare
from data.faq.models import UnansweredQuestion
from data.faq.service import edit_faq, get_faq
from data.faq.unanswered import (
    answer_unanswered,
    askers_of,
    get_unanswered,
    ignore_unanswered,
    link_unanswered,
    list_unanswered,
)
from data.gateways.line.text import shorten
from dialogs.talk import Choice, Row, Say, Speech
from staffbot import asking
from staffbot.binding import Bound
from staffbot.command import Arg, Call, Conditions, Reply, command
from staffbot.commands.editing import refusal, shortened
from staffbot.commands.faq import FAQ, NAME
from staffbot.commands.faq_shown import FAQ_ENTRY, taken_speech, tell_askers
from staffbot.listing import list_speech, page_of_select

MOST_READ = 3000  # of a question, in UTF-16 units: the sentence around it must fit in one message too
QUESTION = Arg("question", "ref", "未回答の番号", example="#5", known=get_unanswered)
ONE_OF_THEM = replace(QUESTION, required=False)  # left out: the list shows them, with a button each


@command(
    FAQ,
    "未回答",
    aliases=("みかいとう", "答えられなかった質問"),
    args=(Arg("conditions", "conditions", "条件", required=False),),
    right="faq:answer",
    help="答えられなかった質問を、多い順に見ます。押して答えると、聞いた人にも届きます。",
    example="FAQ 未回答",
)
def list_open(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    page = page_of_select(call, list_unanswered(), conditions.page)
    rows = [
        Row(
            shortened(question.text),
            _line(call, question),
            Choice(words("faq_staff.open.answer"), "text", text=f"FAQ 答える #{question.id}"),
        )
        for question in page.items
    ]
    empty = words("faq_staff.open.none")
    return Reply(list_speech(call, words("faq_staff.open.title"), page, rows, empty=empty, table="unanswered"))


@command(
    FAQ,
    "答える",
    aliases=("こたえる", "回答"),
    args=(
        ONE_OF_THEM,
        Arg("answer", "text", "答え", required=False, max_length=MAX_ANSWER_UTF16),
    ),
    right="faq:answer",
    help="答えられなかった質問に答えます。聞いた人にも届き、次からは自動で答えます。",
    example="FAQ 答える #5 役場の1階で受け付けています。",
)
def answer(call: Call) -> Reply:
    words = call.words
    if "question" not in call.args:
        return Reply(Speech(), then=(list_open, {}))
    question = get_unanswered(call.session, call.args["question"])
    if "answer" not in call.args:
        return Reply(_ask(call, question))
    asked = question.text
    taken = FAQ_ENTRY.exact(call.session, {bare(asked)})
    if taken:
        faq = get_faq(call.session, taken[0][1].id)
        speech = taken_speech(call, faq, shortened(asked), call.args["answer"])
        line = f"{same_answer.phrase} #{question.id} #{faq.id}"
        speech.choices.insert(0, Choice(words("faq_staff.open.send_this"), "text", text=line))
        return Reply(speech, outcome="refused")
    try:
        faq, askers = answer_unanswered(call.session, question_id=question.id, answer=call.args["answer"], now=call.now)
    except FaqInvalid as fault:
        again = Choice(words("editing.again"), "text", text=f"FAQ 答える #{question.id}")
        return Reply(Speech([Say(refusal(call, fault))], [again]), outcome="refused")
    tell_askers(call, askers, asked, faq)
    key = "faq_staff.open.answered" if askers else "faq_staff.open.answered_nobody"
    speech = Speech([Say(words(key, question=shortened(asked), count=len(askers)))])
    speech.choices = [*_next(call), Choice(words("faq_staff.open_card"), "text", text=f"FAQ #{faq.id}")]
    return Reply(speech, audit_note=f"#{question.id} → FAQ #{faq.id}", is_final=True)


@command(
    FAQ,
    "同じ答え",
    aliases=("おなじこたえ", "つなぐ"),
    args=(QUESTION, NAME),
    right="faq:answer",
    help="答えられなかった質問に、いまある答えを使います。聞いた人にも届きます。",
    example="FAQ 同じ答え #5 燃えるごみ",
)
def same_answer(call: Call) -> Reply:
    words = call.words
    question = get_unanswered(call.session, call.args["question"])
    faq = get_faq(call.session, call.args["faq"].id)
    asked = question.text
    changes = {"keywords": [*faq.keywords, asked]}
    try:
        edit_faq(call.session, faq_id=faq.id, changes=changes, revision=faq.revision, now=call.now)
    except FaqInvalid as fault:
        return Reply(Speech([Say(refusal(call, fault))]), outcome="refused")
    askers = link_unanswered(call.session, question_id=question.id, faq=faq)
    tell_askers(call, askers, asked, faq)
    said = words("faq_staff.open.linked", question=shortened(asked), answered=faq.question, count=len(askers))
    return Reply(Speech([Say(said)], _next(call)), audit_note=f"#{question.id} → FAQ #{faq.id}", is_final=True)


@command(
    FAQ,
    "見送り",
    aliases=("みおくり", "無視", "対象外"),
    args=(ONE_OF_THEM,),
    right="faq:answer",
    help="答えない質問を、未回答の一覧から外します。",
    example="FAQ 見送り #5",
)
def ignore(call: Call) -> Reply:
    if "question" not in call.args:
        return Reply(Speech(), then=(list_open, {}))
    question = ignore_unanswered(call.session, question_id=call.args["question"])
    said = call.words("faq_staff.open.ignored", question=shortened(question.text))
    return Reply(Speech([Say(said)], _next(call)), is_final=True)


def _ask(call: Call, question: UnansweredQuestion) -> Speech:
    """The question in full, who waits, and the one reply that is wanted; or another way out, one tap each."""
    words = call.words
    arg = next(arg for arg in call.command.args if arg.name == "answer")
    speech = asking.begin(call, Bound(values=call.args, open=[arg]))
    count = len(askers_of(call.session, question.id))
    speech.utterances.insert(
        0, Say(words("faq_staff.open.asked", question=shorten(question.text, utf16=MOST_READ), count=count))
    )
    ways = ((same_answer, "faq_staff.open.same"), (ignore, "faq_staff.open.ignore"))
    speech.choices += [
        Choice(words(key), "text", text=f"{one.phrase} #{question.id}") for one, key in ways if call.may(one.right)
    ]
    return speech


def _line(call: Call, question: UnansweredQuestion) -> str:
    told = call.words("faq_staff.open.line", count=question.count, at=question.last_asked_at)
    return f"{told}・{call.words('staff.channels.test')}" if question.channel == "test" else told


def _next(call: Call) -> list[Choice]:
    return [Choice(call.words("faq_staff.open.next"), "text", text="FAQ 未回答")]
