"""The demo's clock: moving the stand-in's moves the program's too, through its CLOCK_FILE."""

from datetime import datetime
from pathlib import Path

from data.clock import TOKYO
from data.gateways.line.standin.clock import VirtualClock


class DemoClock(VirtualClock):
    """A virtual clock that writes each move into the file which the program's `Clock` reads every second."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def advance(self, seconds: float) -> None:
        super().advance(seconds)
        self._write()

    def set(self, instant: datetime) -> None:
        super().set(instant)
        self._write()

    def _write(self) -> None:
        self._file.write_text(self.now().astimezone(TOKYO).isoformat(), encoding="utf-8")
