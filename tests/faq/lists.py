"""FAQ lists and entries for the tests."""

from __future__ import annotations

from datetime import UTC, datetime

from data.faq.models import Faq
from data.faq.planning import plan_faq
from data.faq.reading import read_faq
from data.faq.service import add_faq
from data.imports.plan import ImportPlan
from data.imports.service import import_table

NOW = datetime(2025, 4, 10, 3, 0, tzinfo=UTC)
SATO = 1


def csv_of(*rows: str, header: str = "ID,キーワード,回答") -> bytes:
    return "\r\n".join([header, *rows, ""]).encode()


def plan_of(session, data: bytes) -> ImportPlan:
    return plan_faq(session, read_faq(data))


def take(session, data: bytes) -> ImportPlan:
    return import_table(session, parsed=read_faq(data), now=NOW)


def add(session, *keywords: str, answer="お答えします。", **values) -> Faq:
    return add_faq(session, values={"keywords": list(keywords), "answer": answer, **values}, now=NOW)
