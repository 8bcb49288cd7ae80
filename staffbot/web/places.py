"""From where the staff pages may be opened: the town's own list of networks, asked before anything else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

SETTING = "staff_ip_allow"

Network = IPv4Network | IPv6Network


def is_allowed_place(setting: Any, address: str | None) -> bool:
    """Whether `address` lies in one of the networks.

    Args:
        setting: a list of CIDR texts, or one text of them separated by spaces or commas. Empty: everywhere.
            Entries that can't be read open nothing, so a list of nothing else closes the pages.
        address: the caller's, behind a trusted proxy the one the proxy tells.
    """
    entries = tuple(_entries(setting))
    if not entries:
        return True
    try:
        place = ip_address(address or "")
    except ValueError:
        return False
    # A dual-stack socket tells ::ffff:192.0.2.1.
    if isinstance(place, IPv6Address) and place.ipv4_mapped is not None:
        place = place.ipv4_mapped
    return any(place in network for network in _networks(entries))


def _entries(setting: Any) -> Sequence[str]:
    if isinstance(setting, str):
        return setting.replace(",", " ").replace("、", " ").split()
    return [str(entry).strip() for entry in setting or () if str(entry).strip()]


@lru_cache(maxsize=8)
def _networks(entries: tuple[str, ...]) -> tuple[Network, ...]:
    found: list[Network] = []
    for entry in entries:
        try:
            found.append(ip_network(entry, strict=False))
        except ValueError:
            continue
    return tuple(found)
