"""From which networks the staff pages open: the town's list, IPv4 and IPv6, each with what it is called."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from sqlalchemy.orm import Session

from data.errors import DomainError
from data.sessions.service import last_address
from data.town.service import NETWORKS, change_town_setting, town_setting

MOST = 100
LONGEST_LABEL = 40

Network = IPv4Network | IPv6Network
Entry = Mapping[str, str]


class BadNetwork(DomainError):
    """Not an address or a network. `facts["typed"]`."""

    code = "town.bad_network"


class NetworkKnown(DomainError):
    """It is in the list already, or lies in one that is. `facts`: network, within."""

    code = "town.network_known"


class NetworkUnknown(DomainError):
    """It is not in the list. `facts["network"]`."""

    code = "town.network_unknown"


class TooManyNetworks(DomainError):
    """MOST are in the list. `facts["most"]`."""

    code = "town.too_many_networks"


class WouldLockOut(DomainError):
    """Who asks for the change last used the pages from `facts["address"]`, which the list would no longer hold."""

    code = "town.would_lock_out"


def list_networks(session: Session) -> list[Entry]:
    """The list in the order it was made: `{"network": "192.0.2.0/24", "label": "役場"}`. Empty: from everywhere."""
    return list(town_setting(session, NETWORKS))


def add_network(session: Session, *, typed: str, label: str, staff_id: int) -> str:
    """Add one and return it as it is kept.

    Raises:
        BadNetwork, NetworkKnown, TooManyNetworks, WouldLockOut: nothing changed.
    """
    entries = with_network(session, typed=typed, label=label, staff_id=staff_id)
    change_town_setting(session, NETWORKS, [dict(one) for one in entries])
    return entries[-1]["network"]


def with_network(session: Session, *, typed: str, label: str = "", staff_id: int) -> list[Entry]:
    """The list as it would be with one more; changes nothing.

    Raises:
        BadNetwork, NetworkKnown, TooManyNetworks, WouldLockOut.
    """
    network = read_network(typed)
    entries = list_networks(session)
    for one in entries:
        within = ip_network(one["network"])
        if within.version == network.version and network.subnet_of(within):  # type: ignore[arg-type]
            raise NetworkKnown(network=str(network), within=one["network"])
    if len(entries) >= MOST:
        raise TooManyNetworks(most=MOST)
    more = [*entries, {"network": str(network), "label": label.strip()[:LONGEST_LABEL]}]
    keep_in(session, more, staff_id)
    return more


def remove_network(session: Session, *, typed: str, staff_id: int) -> Entry:
    """Take one away and return it.

    Raises:
        BadNetwork, NetworkUnknown, WouldLockOut: nothing changed.
    """
    network = str(read_network(typed))
    entries = list_networks(session)
    left = [one for one in entries if one["network"] != network]
    if len(left) == len(entries):
        raise NetworkUnknown(network=network)
    keep_in(session, left, staff_id)
    change_town_setting(session, NETWORKS, [dict(one) for one in left])
    return next(one for one in entries if one["network"] == network)


def read_network(typed: str) -> Network:
    """`192.0.2.0/24`, `192.0.2.7`, `2001:db8::/32`; bits beyond the mask are dropped.

    Raises:
        BadNetwork: anything else, and networks that hold every address.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise BadNetwork(typed=text[:60]) from None
    if network.prefixlen == 0 or "%" in text:
        raise BadNetwork(typed=text[:60])
    return network


def is_allowed(entries: Sequence[Any], address: str | None) -> bool:
    """Whether the address lies in one of the networks; with an empty list every address does.

    Entries that can't be read open nothing, so a list of nothing else closes the pages.
    """
    if not entries:
        return True
    place = read_address(address)
    if place is None:
        return False
    return any(place in network for network in _networks(tuple(_text(one) for one in entries)))


def read_address(address: str | None) -> IPv4Address | IPv6Address | None:
    """An address as it is compared: a dual-stack socket tells ::ffff:192.0.2.1 for 192.0.2.1."""
    try:
        place = ip_address(address or "")
    except ValueError:
        return None
    if isinstance(place, IPv6Address) and place.ipv4_mapped is not None:
        return place.ipv4_mapped
    return place


def keep_in(session: Session, entries: Sequence[Entry], staff_id: int) -> None:
    """Whether the person stays within the list.

    Raises:
        WouldLockOut.
    """
    address = last_address(session, staff_id=staff_id)
    if address and not is_allowed(entries, address):
        raise WouldLockOut(address=str(read_address(address) or address))


def _text(entry: Any) -> str:
    return str(entry.get("network", "")) if isinstance(entry, Mapping) else ""


@lru_cache(maxsize=8)
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    found: list[Network] = []
    for text in texts:
        try:
            found.append(ip_network(text, strict=False))
        except ValueError:
            continue
    return tuple(found)
