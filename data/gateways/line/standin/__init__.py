"""A stand-in for the LINE platform: a server that takes what LINE takes and refuses what LINE refuses.

`StandIn` serves LINE's API, a control face for tests (`/_sim/`) and the phones page on one origin; as a process:
`python -m data.gateways.line.standin --port N`.
"""

from data.gateways.line.standin.clock import VirtualClock
from data.gateways.line.standin.refusals import CannotDo, NotOnScreen, Unknown
from data.gateways.line.standin.server import StandIn

__all__ = ["CannotDo", "NotOnScreen", "StandIn", "Unknown", "VirtualClock"]
