"""Every host the program calls outside itself, and whether it keeps what residents say. `main.py check` lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from data.gateways.nta.client import URL as NTA_URL
from data.settings import Settings


@dataclass(frozen=True, slots=True)
class OutsideHost:
    """`name` is a wording key below `check.hosts`; `keeps`: whether residents' data stay there.

    `host` "*": those that staff write into their lists.
    """

    name: Literal["line_api", "line_data", "database", "rasa", "nta", "pictures", "mail"]
    host: str
    keeps: Literal["always", "depends", "never"]


def outside_hosts(settings: Settings) -> list[OutsideHost]:
    """What these settings make the program call."""
    hosts = [
        OutsideHost("line_api", _host(settings.line_api_url), "always"),
        OutsideHost("line_data", _host(settings.line_data_url), "always"),
    ]
    if url := settings.database_url.get_secret_value():
        hosts.append(OutsideHost("database", _host(url) or "localhost", "always"))
    if settings.rasa_url:
        hosts.append(OutsideHost("rasa", _host(settings.rasa_url), "depends"))
    if settings.nta_id.get_secret_value():
        hosts.append(OutsideHost("nta", _host(NTA_URL), "never"))
    if settings.mail_host:
        hosts.append(OutsideHost("mail", f"{settings.mail_host}:{settings.mail_port}", "depends"))
    hosts.append(OutsideHost("pictures", "*", "never"))
    return hosts


def _host(url: str) -> str:
    """Host and port, without names and passwords."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""
