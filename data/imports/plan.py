"""What a file would change: shown before anything is applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from data.csvtext.refusals import Refusal

SHOWN = 200  # changes, removals, refusals and notes that are kept to be shown
CHUNK = 500


@dataclass(frozen=True, slots=True)
class NewRow:
    """A record to be made: `content` has every content column."""

    row_no: int
    name: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A record to be changed. `fields`: column -> (before, after) of what differs; `content` has every column."""

    row_no: int
    target_id: int
    name: str
    content: dict[str, Any]
    fields: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """A record that is not in the file any more."""

    target_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A checked file against the records as they were then.

    Attributes:
        facts: stands for the records the plan was made from; other facts, other plan.
        kept: records that are missing in the file but stay, each with a reason ("in_use").
        report: what else the feature found, JSON (`collisions` of the FAQ).
        withdrawn: records the file lacks that stay but lose what it speaks for (a GSI file its own designation).
        warnings: see `data.imports.warnings.find_warnings`.
    """

    kind: str
    encoding: str
    layout: str
    facts: str
    new: list[NewRow]
    changed: list[ChangedRow]
    removed: list[RemovedRow]
    kept: list[tuple[RemovedRow, str]]
    unchanged: int
    refused: list[Refusal]
    notes: list[Refusal]
    skipped: int = 0
    report: dict[str, Any] = field(default_factory=dict)
    withdrawn: list[ChangedRow] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def chunks(self) -> Iterator[list[tuple[int | None, dict[str, Any]]]]:
        """(record to change or None, content) of all new, changed and withdrawn rows, CHUNK at a time."""
        rows: list[tuple[int | None, dict[str, Any]]] = [(None, row.content) for row in self.new]
        rows += [(row.target_id, row.content) for row in (*self.changed, *self.withdrawn)]
        for start in range(0, len(rows), CHUNK):
            yield rows[start : start + CHUNK]

    def summary(self) -> dict[str, Any]:
        """The plan as JSON without the contents: counts, and the first SHOWN of each list.

        Keys: kind, encoding, layout, counts {new, changed, withdrawn, removed, kept, unchanged, refused, notes,
        skipped}, columns {column: changed rows in which it differs}, warnings,
        new [{row_no, name}], changed [{row_no, name, target_id, fields {column: [before, after]}}],
        withdrawn and removed [{target_id, name}], kept [{target_id, name, reason}], refused and notes [{row_no,
        column, reason, facts}], report, removed_ids and withdrawn_ids (all).
        """
        return {
            "kind": self.kind,
            "encoding": self.encoding,
            "layout": self.layout,
            "counts": {
                "new": len(self.new),
                "changed": len(self.changed),
                "withdrawn": len(self.withdrawn),
                "removed": len(self.removed),
                "kept": len(self.kept),
                "unchanged": self.unchanged,
                "refused": len(self.refused),
                "notes": len(self.notes),
                "skipped": self.skipped,
            },
            "new": [{"row_no": row.row_no, "name": row.name} for row in self.new[:SHOWN]],
            "changed": [
                {
                    "row_no": row.row_no,
                    "name": row.name,
                    "target_id": row.target_id,
                    "fields": {column: [_json(value) for value in values] for column, values in row.fields.items()},
                }
                for row in self.changed[:SHOWN]
            ],
            "columns": dict(Counter(column for row in self.changed for column in row.fields)),
            "withdrawn": [{"target_id": row.target_id, "name": row.name} for row in self.withdrawn[:SHOWN]],
            "removed": [asdict(row) for row in self.removed[:SHOWN]],
            "kept": [asdict(row) | {"reason": reason} for row, reason in self.kept[:SHOWN]],
            "refused": [asdict(fault) for fault in self.refused[:SHOWN]],
            "notes": [asdict(note) for note in self.notes[:SHOWN]],
            "report": self.report,
            "warnings": self.warnings,
            "removed_ids": [row.target_id for row in self.removed],
            "withdrawn_ids": [row.target_id for row in self.withdrawn],
        }

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed or self.withdrawn or self.removed)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
