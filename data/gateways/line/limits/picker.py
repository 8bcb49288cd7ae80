"""The date and time picker: forms of its values and their order."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from data.gateways.line.limits.problem import Path, Report

_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)
_LENGTHS = {"date": 10, "time": 5, "datetime": 16}


def check_picker(action: dict[str, Any], path: Path, report: Report) -> None:
    """`initial`, `min` and `max` in the form of `mode`, within 1900 to 2100, `min` before `max`."""
    mode = action.get("mode")
    if not isinstance(mode, str) or mode not in _LENGTHS:
        return
    values = {}
    for name in ("initial", "min", "max"):
        if name in action:
            values[name] = _read(action[name], mode)
            if values[name] is None:
                report.add((path, name), "bad_format", mode)
    earliest, latest = values.get("min"), values.get("max")
    if earliest is not None and latest is not None and not earliest < latest:
        report.add((path, "min"), "out_of_range", action["max"], action["min"])


def _read(value: Any, mode: str) -> Any:
    """The value as something that can be compared; None when it has not the documented form."""
    if not isinstance(value, str) or len(value) != _LENGTHS[mode] or not value.isascii():
        return None
    try:
        if mode == "time":
            return time.fromisoformat(value)
        if mode == "date":
            day: date | datetime = date.fromisoformat(value)
            return day if _FIRST <= day <= _LAST else None
        if value[10] not in "Tt":
            return None
        moment = datetime.fromisoformat(value.upper())
        return moment if _FIRST <= moment.date() <= _LAST else None
    except ValueError:
        return None
