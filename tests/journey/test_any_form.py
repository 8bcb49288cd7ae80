"""Any form, answered at random, goes back and corrected at random, reaches its review with exactly what it should."""

from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.form import compile_form
from dialogs.interview import Interview, new_state
from dialogs.journey import submission, walk
from tests.interview.talker import NOW, TODAY, Talker
from tests.journey.forms import SENT, documents, typed_answer

# Hundreds of turns need more chance than hypothesis likes to hand out one by one.
SEEDS = st.integers(0, 2**32)
SLOW = settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking hundreds of turns takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def typed(text):
    return Incoming("text", text=text)


def shown_paths(form, answers):
    """The paths of every question that shows: a slow, obvious reading of the document, written apart from `walk`."""
    live = {}

    def value_of(name, prefixes):
        return next((live[prefix + name] for prefix in reversed(prefixes) if prefix + name in live), None)

    def holds(condition, prefixes):
        if "not" in condition:
            return not holds(condition["not"], prefixes)
        if "all" in condition:
            return all(holds(part, prefixes) for part in condition["all"])
        if "any" in condition:
            return any(holds(part, prefixes) for part in condition["any"])
        value = value_of(condition["field"], prefixes)
        if "answered" in condition:
            return (value is not None and value != range(0)) is condition["answered"]
        if value is None:
            return False
        size = len(value) if isinstance(value, list | range) else value
        (comparison,) = condition.keys() - {"field"}
        wanted = condition[comparison]
        return {
            "equals": lambda: value == wanted,
            "contains": lambda: wanted in value,
            "any_of": lambda: value in wanted,
            "at_least": lambda: size >= wanted,
            "between": lambda: wanted[0] <= size <= wanted[1],
        }[comparison]()

    def stands(document, value, prefixes):
        shown = [
            option if isinstance(option, str) else option["value"]
            for option in document["options"]
            if isinstance(option, str) or holds(option["show"], prefixes)
        ]
        return value in shown

    def visit(documents, prefixes):
        for document in documents:
            if "show" in document and not holds(document["show"], prefixes):
                continue
            path = prefixes[-1] + document["id"]
            if document["kind"] == "calculated":
                found = [value for name in document["of"] if (value := value_of(name, prefixes)) is not None]
                if found:
                    live[path] = sum(found)
            elif document["kind"] != "group":
                yield path, "required" if required(document, prefixes) else "optional"
                value = answers.get(path)
                if value is not None and (document["kind"] != "choice" or stands(document, value, prefixes)):
                    live[path] = value
            elif "max" not in document:
                yield from visit(document["fields"], prefixes)
            else:
                count = 0
                for number in range(document["max"]):
                    if number >= document["min"]:
                        yield f"{path}.{number}.+", "required"
                        if not answers.get(f"{path}.{number}.+"):
                            break
                    count = number + 1
                    yield from visit(document["fields"], [*prefixes, f"{path}.{number}."])
                live[path] = range(count)

    def required(document, prefixes):
        rule = document["required"]
        return holds(rule, prefixes) if isinstance(rule, dict) else rule

    return dict(visit(form.document["fields"], [""])), live


def job_result(payload):
    """What comes back of a job: the file; or that companies can't be looked up now, so the number is kept by hand."""
    if "message_id" in payload:
        return {"attachment_id": 7, "file_name": "a.pdf", "size": 9, "sniffed_type": "application/pdf"}
    return {"error": "unreachable", **payload}


@SLOW
@given(documents(), SEEDS)
def test_any_form_reaches_its_review_with_exactly_the_visible_required_answers(document, seed):
    random = Random(seed)
    form = compile_form(document, "test")
    state = new_state(form, "dialog00")
    context = AskContext(now=NOW, today=TODAY, channel="public")
    interview = Interview(form, state)
    interview.begin(context)
    corrections = 40
    for _turn in range(3000):
        asking = interview.asking
        if asking is None:
            found = walk(form, state["answers"], state["skipped"], TODAY)
            assert found.next is None, "a review with a question still open"
            if corrections == 0:
                break
            corrections -= 1
            question = random.choice([one for one in found.questions if not one.path.endswith(".+")] or [None])
            if question is None:
                break
            interview._open(question, found, context)
            continue
        roll = random.random()
        if roll < 0.1:
            text = "戻る"
        elif roll < 0.3:
            text = "スキップ"
        elif roll < 0.33 and state["asking"] in state["answers"]:
            text = "このまま"
        else:
            text = typed_answer(random, asking)
        interview = Interview(form, state)
        is_file = asking.kind.name == "file" and text == SENT
        step = interview.step(Incoming("file", message_id="m1", file_name="a.pdf") if is_file else typed(text), context)
        if step.kind == "waiting":
            (order,) = step.jobs
            context.result = job_result(order.payload)
            step = Interview(form, state).step(Incoming("job"), context)
            context.result = None
        assert step.kind in ("asked", "not_mine")
    assert state["asking"] is None, "never reached its review"

    found = walk(form, state["answers"], state["skipped"], TODAY)
    expected, live = shown_paths(form, state["answers"])
    assert [question.path for question in found.questions] == list(expected)
    assert found.live == live
    answered = {path for path in expected if path in live or path.endswith(".+")}
    missing = {path for path, rule in expected.items() if path not in answered and rule == "required"}
    assert missing == set()
    assert expected.keys() - answered <= set(state["skipped"])
    step = Interview(form, state).step(typed("送信"), context)
    assert step.kind == "submitted"
    assert step.answers == submission(form, found)
    assert _flat(step.answers) == {path: value for path, value in live.items() if not isinstance(value, range)}


def _flat(answers, prefix=""):
    out = {}
    for name, value in answers.items():
        if isinstance(value, list) and name.startswith("g"):
            for number, item in enumerate(value):
                out |= _flat(item, f"{prefix}{name}.{number}.")
        else:
            out[prefix + name] = value
    return out


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(20, rare=()), SEEDS)
def test_any_form_is_shown_within_lines_limits(document, seed):
    random = Random(seed)
    talker = Talker(compile_form(document, "test"))
    for _ in range(60):
        asking = talker.interview.asking
        if asking is None:
            break
        talker.says(typed_answer(random, asking) if random.random() > 0.1 else "スキップ")

    assert talker.interview.asking is None
    assert talker.says("送信") == "submitted"
