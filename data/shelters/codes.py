"""The town's own ids of shelters, and the municipality codes they are unique within."""

from __future__ import annotations

import unicodedata


def municipality_code(cell: str) -> str:
    """A 6-digit code (全国地方公共団体コード) from 6 or 5 digits, or from one whose leading zero a spreadsheet dropped.

    Anything else comes back as it is. The check digit is (11 - (6a+5b+4c+3d+2e) mod 11) mod 10.
    """
    digits = unicodedata.normalize("NFKC", cell).strip()
    if not digits.isdecimal() or not 4 <= len(digits) <= 6:
        return digits
    six = digits.zfill(6)
    if six[5] == _check_digit(six[:5]):
        return six
    five = digits.zfill(5)
    return five + _check_digit(five) if len(five) == 5 else digits


def _check_digit(five: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip((6, 5, 4, 3, 2), five, strict=True))
    return str((11 - total % 11) % 10)
