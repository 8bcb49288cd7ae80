"""Which gateway a program looks corporate numbers up with."""

from __future__ import annotations

import aiohttp

from data.gateways.nta.client import NtaGateway, NtaWebApi
from data.gateways.nta.standin import DeskNtaGateway
from data.settings import Settings


def nta_gateway(http: aiohttp.ClientSession, settings: Settings) -> NtaGateway | None:
    """The agency's, with an application id; without one the stand-in in a trial, and none in production."""
    application_id = settings.nta_id.get_secret_value()
    if application_id:
        return NtaWebApi(http, application_id)
    return DeskNtaGateway() if settings.is_trial else None
