"""The sample town's files as plain rows, read by nothing of ours but the csv module."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
ENCODINGS = {"shelters_gsi.csv": "cp932"}
PHONE = re.compile(r"(?<![\dE])0\d{1,4}-?\d{1,4}-?\d{4}(?!\d)")
ADDRESS = re.compile(r"https?://[^\s、。）]+")


def rows_of(name: str) -> list[dict[str, str]]:
    """Every row of one file, header name -> cell."""
    text = (SAMPLES / name).read_bytes().decode(ENCODINGS.get(name, "utf-8-sig"))
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def text_of(name: str) -> str:
    """The whole file as text."""
    return (SAMPLES / name).read_bytes().decode(ENCODINGS.get(name, "utf-8-sig"))
