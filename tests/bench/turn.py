"""A full durable dialog turn against the SDK's echo bot: `python -m tests.bench.turn [--seconds 4] [--rounds 5]`.

The dialog is a form of five fields, walked again and again: every event is an answer, its state and its promise are
committed before LINE hears anything. The echo bot answers the same number of connections and stores nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from itertools import cycle
from pathlib import Path

import uvloop

from tests.bench.echo import SECRET
from tests.bench.sample_form import publish
from tests.bench.sink import Load, Sink, drive
from tests.faults.program import free_port

ROOT = Path(__file__).parents[2]


class Server:
    """A process under test on a port of its own."""

    def __init__(self, command: list[str], environment: dict[str, str], port: int) -> None:
        self.port = port
        self._process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=ROOT)

    async def ready(self, path: str = "/health") -> None:
        for _ in range(300):
            try:
                await asyncio.to_thread(urllib.request.urlopen, f"http://127.0.0.1:{self.port}{path}", None, 2)
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                await asyncio.sleep(0.1)
        raise RuntimeError("the server did not come up")

    @property
    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory_mib(self) -> float:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)


async def measure(
    server: Server, sink: Sink, connections: int, seconds: float, round_no: int, texts: list[str]
) -> tuple:
    people = [cycle(texts) for _ in range(connections)]
    cpu = server.cpu_seconds
    load: Load = await drive(sink, server.port, SECRET, people, seconds, round_no)
    return load.per_second, (server.cpu_seconds - cpu) / load.events, load.percentile(0.99)


async def bench(seconds: float, rounds: int) -> None:
    """Alternating rounds, medians, ratios."""
    sink = Sink()
    await sink.start()
    with tempfile.TemporaryDirectory() as home:
        environment, walk = publish(Path(home), SECRET, sink.url)
        port = int(environment["MADOGUCHI_LISTEN"].rpartition(":")[2])
        ours = Server([sys.executable, "main.py", "serve"], environment, port)
        yardstick = free_port()
        echo = Server([sys.executable, "-m", "tests.bench.echo", str(yardstick), sink.url], {}, yardstick)
        try:
            await asyncio.gather(ours.ready(), echo.ready())
            print(f"serve: {ours.memory_mib:.0f} MiB resident before the load")
            number = 0
            for connections in (32, 128):
                figures: dict[str, list[tuple]] = {"ours": [], "echo": []}
                for round_no in range(rounds + 1):
                    for name, server in (("ours", ours), ("echo", echo)):
                        number += 1
                        got = await measure(server, sink, connections, seconds, number, walk)
                        if round_no:  # the first round warms both
                            figures[name].append(got)
                report(connections, figures)
            print(f"serve: {ours.memory_mib:.0f} MiB resident after the load")
        finally:
            ours.stop()
            echo.stop()


def report(connections: int, figures: dict[str, list[tuple]]) -> None:
    """Medians of each, and the medians of the ratios round by round."""
    head = f"{connections:4} connections "
    for name, rows in figures.items():
        rate, cpu, p99 = (statistics.median(column) for column in zip(*rows, strict=True))
        print(f"{head} {name:5} {rate:7.0f} events/s  {cpu * 1e6:6.0f} us CPU  p99 {p99 * 1e3:6.1f} ms")
    pairs = list(zip(figures["ours"], figures["echo"], strict=True))
    rate, cpu, p99 = (statistics.median(ours[n] / echo[n] for ours, echo in pairs) for n in range(3))
    print(f"{head} ratio ours/echo: events/s {rate:.2f}  CPU {cpu:.2f}  p99 {p99:.2f}")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=4.0)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    uvloop.run(bench(given.seconds, given.rounds))
