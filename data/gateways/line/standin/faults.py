"""Faults set by tests: an endpoint that is slow, answers a status, or is cut off before or after accepting."""

from dataclasses import dataclass

KINDS = ("delay", "drop", "drop_after_accept", "status")


@dataclass
class Fault:
    """Applies to one endpoint name (`*`: all), to one channel or all, for `count` calls or until an instant (ms)."""

    endpoint: str
    kind: str
    status: int = 500
    seconds: float = 0.0
    count: int | None = None
    until: int | None = None
    channel: str | None = None


class Faults:
    """The faults in force, first set first applied."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put a fault in force."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Everything works again."""
        self._faults.clear()

    def meet(self, endpoint: str, channel: str | None, now_ms: int) -> Fault | None:
        """Return the fault this call meets, using up one of its counts."""
        if not self._faults:
            return None
        self._faults = [
            fault
            for fault in self._faults
            if (fault.count is None or fault.count > 0) and (fault.until is None or now_ms < fault.until)
        ]
        for fault in self._faults:
            if fault.endpoint in ("*", endpoint) and fault.channel in (None, channel):
                if fault.count is not None:
                    fault.count -= 1
                return fault
        return None
