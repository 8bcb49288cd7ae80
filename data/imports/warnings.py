"""Signs that a file is another town's, or only a part of the list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from data.geo.position import distance_m
from data.imports.parsed import ParsedRow

FAR_M = 50_000
# E1310100002201 of the GSI's 共通ID; 131016-0001 where the code stands before the town's own id.
_MUNICIPALITY = re.compile(r"E(\d{5})\d{8}|(\d{5})\d?-")


def find_warnings(records: Sequence[Any], rows: Sequence[ParsedRow], gone: int) -> list[dict[str, Any]]:
    """What should make staff look twice, as JSON; nothing while the town has no records.

    Args:
        gone: how many records would be removed or lose what the file speaks for.

    Returns:
        {"reason": "municipality", "file", "ours"} when most codes are of another municipality;
        {"reason": "far", "count", "km"} when places lie more than FAR_M from the middle of ours (km: the farthest);
        {"reason": "half", "count", "total"} when more than half of the records would go.
    """
    if not records:
        return []
    found: list[dict[str, Any]] = []
    ours, theirs = _municipalities(record.code for record in records), _municipalities(row.code for row in rows)
    if ours and theirs:
        own = ours.most_common(1)[0][0]
        other, _ = theirs.most_common(1)[0]
        if theirs[own] * 2 < theirs.total():
            found.append({"reason": "municipality", "file": other, "ours": own})
    distances = _distances(records, rows)
    far = [metres for metres in distances if metres > FAR_M]
    if far:
        found.append({"reason": "far", "count": len(far), "km": round(max(far) / 1000)})
    if gone * 2 > len(records):
        found.append({"reason": "half", "count": gone, "total": len(records)})
    return found


def _municipalities(codes: Iterable[str]) -> Counter[str]:
    """How often each five-digit municipality code stands in these codes."""
    matches = (_MUNICIPALITY.match(code) for code in codes)
    return Counter(match[1] or match[2] for match in matches if match is not None)


def _distances(records: Sequence[Any], rows: Sequence[ParsedRow]) -> list[float]:
    """Metres from the middle of the records to each row that has a position."""
    if not hasattr(records[0], "latitude"):
        return []
    middle = (median(record.latitude for record in records), median(record.longitude for record in records))
    return [
        distance_m(middle, (row.values["latitude"], row.values["longitude"]))
        for row in rows
        if "latitude" in row.values
    ]
