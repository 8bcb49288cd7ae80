"""From where the staff pages may be opened: the town's own list of networks, asked before anything else."""

from __future__ import annotations

from aiohttp import web

from data.town.networks import is_allowed
from data.town.service import NETWORKS
from staffbot.web.parts import parts_of


def is_allowed_place(request: web.Request) -> bool:
    """Whether the request comes from an allowed network: by its connection's address, behind a trusted proxy by the one
    the proxy tells."""
    town = parts_of(request).store.snapshots.view().get("town", {})
    return is_allowed(town.get(NETWORKS, ()), request.remote)
