"""Random forms: up to 60 fields with conditions and repeating groups, and answers to any of their questions."""

from __future__ import annotations

from hypothesis import strategies as st

OPTIONS = ["あ", "い", "う"]
LEAVES = ("text", "number", "choice", "multiple", "yes_no", "date")
# Rarer: each takes several turns, a job, or none at all.
RARE = ("postal_code", "address", "corporate_number", "member_keyword", "calculated", "file")
KEYWORD = "さくら2026"
SENT = "（ファイル）"  # stands for a file that is sent, not typed
COMPANY = "7000012050002"
POSTAL = ("999-6401", "山形県最上郡戸沢村古口", "わからない", "1")


class Maker:
    """Builds one form's document from choices hypothesis makes."""

    def __init__(self, draw, rare=RARE):
        self.draw = draw
        self.rare = rare
        self.count = 0
        self.usable = []  # (id, kind) a condition may name here

    def form(self, most):
        fields = []
        while self.count < most:
            fields.append(self.node(most, depth=0))
        return {"id": "form", "title": "題", "fields": fields}

    def node(self, most, depth):
        if depth < 2 and self.count + 2 <= most and self.draw(st.integers(0, 6)) == 0:
            return self.group(most, depth)
        return self.field()

    def field(self):
        self.count += 1
        field_id, kind = f"f{self.count}", self.kind()
        document = {"id": field_id, "kind": kind, "label": f"質問{self.count}"}
        if kind in ("choice", "multiple"):
            document["options"] = OPTIONS
            if kind == "choice" and self.usable and self.draw(st.booleans()):
                document["options"] = [*OPTIONS[:2], {"value": "う", "show": self.condition()}]
        if kind == "member_keyword":
            document["words"] = [{"word": KEYWORD, "label": "役員"}]
        if kind == "calculated":
            numbers = [name for name, of_kind in self.usable if of_kind == "number"]
            document |= {"formula": "sum", "of": numbers[-3:]}
            if self.usable and self.draw(st.booleans()):
                document["show"] = self.condition()
        else:
            self.conditions(document)
        self.usable.append((field_id, kind))
        return document

    def kind(self):
        """Mostly a common one; a sum only where there is a number to add."""
        kind = self.draw(st.sampled_from([*LEAVES * 3, *self.rare]))
        return kind if kind != "calculated" or any(of == "number" for _, of in self.usable) else "number"

    def group(self, most, depth):
        self.count += 1
        group_id = f"g{self.count}"
        document = {"id": group_id, "kind": "group", "label": group_id}
        if self.usable and self.draw(st.booleans()):
            document["show"] = self.condition()
        repeats = self.draw(st.booleans())
        if repeats:
            document["min"], document["max"] = self.draw(st.integers(0, 1)), self.draw(st.integers(1, 2))
        outside = list(self.usable)
        inside = [self.node(most, depth + 1)]
        while self.count < most and self.draw(st.integers(0, 2)):
            inside.append(self.node(most, depth + 1))
        document["fields"] = inside
        if repeats:
            self.usable = [*outside, (group_id, "group")]
        return document

    def conditions(self, document):
        if self.usable and self.draw(st.integers(0, 2)) == 0:
            document["show"] = self.condition()
        document["required"] = self.draw(st.booleans())
        if self.usable and self.draw(st.integers(0, 2)) == 0:
            document["required"] = self.condition()

    def condition(self, depth=0):
        if depth < 2 and self.draw(st.integers(0, 3)) == 0:
            join = self.draw(st.sampled_from(["not", "all", "any"]))
            if join == "not":
                return {"not": self.condition(depth + 1)}
            return {join: [self.condition(depth + 1), self.condition(depth + 1)]}
        field_id, kind = self.draw(st.sampled_from(self.usable))
        comparison = self.draw(
            st.sampled_from(
                {
                    "text": [{"contains": "答"}, {"answered": True}],
                    "number": [{"at_least": 3}, {"between": [2, 4]}, {"equals": 2}],
                    "choice": [{"equals": "あ"}, {"any_of": ["い", "う"]}],
                    "multiple": [{"contains": "い"}, {"at_least": 2}],
                    "yes_no": [{"equals": True}, {"answered": False}],
                    "date": [{"at_least": "2026-12-01"}],
                    "calculated": [{"at_least": 5}, {"answered": True}],
                    **{kind: [{"answered": True}, {"answered": False}] for kind in RARE if kind != "calculated"},
                    "group": [{"at_least": 1}, {"answered": True}],
                }[kind]
            )
        )
        return {"field": field_id, **comparison}


def documents(most=60, rare=RARE):
    """Forms of at most `most` fields."""

    @st.composite
    def build(draw):
        return Maker(draw, rare).form(draw(st.integers(1, most)))

    return build()


def typed_answer(random, field):
    """A text a person may type for a field, whatever part of its answer is asked for."""
    return {
        "text": lambda: random.choice(["答え", "ほか", "😀"]),
        "number": lambda: str(random.randint(0, 5)),
        "choice": lambda: random.choice([*OPTIONS, "う"]),  # the one that may be hidden
        "multiple": lambda: "、".join(random.sample(OPTIONS, random.randint(1, 3))),
        "yes_no": lambda: random.choice(["はい", "いいえ"]),
        "date": lambda: random.choice(["今日", "12月1日", "2026/12/31"]),
        "postal_code": lambda: random.choice(POSTAL),
        "address": lambda: random.choice([*POSTAL, "古口270", "なし"]),
        "corporate_number": lambda: random.choice([COMPANY, "1234", "はい", "このまま進む"]),
        # One wrong word after the other would end in a pause of an hour.
        "member_keyword": lambda: KEYWORD,
        "file": lambda: SENT,
    }[field.kind.name]()
