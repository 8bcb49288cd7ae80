"""Rate limits: one token bucket per channel, method and path template.

Source: Messaging API reference, "Rate limits". The size of a bucket is undisclosed; here it holds one span's worth.
"""

from dataclasses import dataclass, field

from data.gateways.line.standin.refusals import Refusal


@dataclass(frozen=True)
class Rate:
    """So many calls in so many seconds."""

    calls: int
    seconds: float


USUAL = Rate(2000, 1)
PER_SECOND_10 = Rate(10, 1)
PER_SECOND_100 = Rate(100, 1)
PER_SECOND_200 = Rate(200, 1)
PER_MINUTE_1000 = Rate(1000, 60)
PER_HOUR_3 = Rate(3, 3600)
PER_HOUR_60 = Rate(60, 3600)
PER_HOUR_100 = Rate(100, 3600)


@dataclass
class Buckets:
    """The buckets of one channel: name -> [level, filled at (ms)]."""

    levels: dict[str, list[float]] = field(default_factory=dict)

    def take(self, name: str, rate: Rate, now_ms: int) -> None:
        """Take one call out of the bucket, or refuse with 429."""
        bucket = self.levels.setdefault(name, [float(rate.calls), float(now_ms)])
        passed = max(0.0, now_ms - bucket[1]) / 1000
        bucket[0] = min(float(rate.calls), bucket[0] + passed * rate.calls / rate.seconds)
        bucket[1] = float(now_ms)
        if bucket[0] < 1:
            raise Refusal(429, "The API rate limit has been exceeded. Try again later.")
        bucket[0] -= 1
