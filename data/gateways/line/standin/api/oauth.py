"""Channel access tokens: stateless (15 minutes), short-lived (30 days), v2.1 by JWT.

The signature of a JWT isn't verified, because no key is registered here; its claims are. Source: Messaging API
reference, "Channel access token".
"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from data.gateways.line.standin.api.gate import Answer, Gate, cut_connection, to_response
from data.gateways.line.standin.channels import Channel
from data.gateways.line.standin.clock import DAY, SECOND
from data.gateways.line.standin.refusals import Refusal
from data.ids import new_public_id, new_retry_key

STATELESS_SECONDS = 900
LONGEST_SECONDS = 30 * DAY // SECOND
MOST_TOKENS = 30
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
Form = dict[str, str]


class OAuthRefusal(Exception):
    """Token endpoints speak OAuth's errors, not `message`."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}
        self.status = status


@dataclass
class Issued:
    """One token; `kind` is stateless, short or jwt."""

    kind: str
    channel: Channel
    token: str
    expires_at: int
    key_id: str


class TokenDesk:
    """Issues, verifies and revokes."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._world = gate.world
        self._issued: dict[str, Issued] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return the token endpoints."""
        return [
            web.post("/oauth2/v3/token", self._guard("token", self.stateless)),
            web.post("/v2/oauth/accessToken", self._guard("token/short", self.short_lived)),
            web.post("/oauth2/v2.1/token", self._guard("token/jwt", self.by_jwt)),
            web.post("/v2/oauth/verify", self._guard("token/verify", self.verify)),
            web.get("/oauth2/v2.1/verify", self._guard("token/verify", self.verify)),
            web.post("/v2/oauth/revoke", self._guard("token/revoke", self.revoke)),
            web.post("/oauth2/v2.1/revoke", self._guard("token/revoke", self.revoke)),
            web.get("/oauth2/v2.1/tokens/kid", self._guard("token/kid", self.key_ids)),
        ]

    def stateless(self, form: Form) -> Answer:
        """Issue a token for fifteen minutes, by secret or JWT."""
        _require(form, "grant_type")
        if form["grant_type"] != "client_credentials":
            raise OAuthRefusal("unsupported_grant_type", "invalid grant_type")
        channel = self._by_assertion(form)[0] if "client_assertion" in form else self._by_secret(form)
        return self._issue("stateless", channel, STATELESS_SECONDS)

    def short_lived(self, form: Form) -> Answer:
        """Issue a token for thirty days; the thirty-first revokes the oldest."""
        _require(form, "grant_type", "client_id", "client_secret")
        channel = self._by_secret(form)
        living = self._living("short", channel)
        if len(living) >= MOST_TOKENS:
            self._forget(living[0])
        return self._issue("short", channel, LONGEST_SECONDS)

    def by_jwt(self, form: Form) -> Answer:
        """Issue a v2.1 token; the thirty-first is refused."""
        _require(form, "grant_type", "client_assertion_type", "client_assertion")
        channel, claims = self._by_assertion(form)
        seconds = claims.get("token_exp", LONGEST_SECONDS)
        if not isinstance(seconds, int) or not 0 < seconds <= LONGEST_SECONDS:
            raise OAuthRefusal("invalid_request", "invalid token_exp")
        if len(self._living("jwt", channel)) >= MOST_TOKENS:
            raise OAuthRefusal("invalid_request", "the number of valid tokens exceeds the limit")
        return self._issue("jwt", channel, seconds)

    def verify(self, form: Form) -> Answer:
        """Tell whose token it is and how long it lives."""
        _require(form, "access_token")
        found = self._world.access_tokens.get(form["access_token"])
        now = self._world.clock.now_ms()
        if found is None or (found[1] is not None and now >= found[1]):
            raise OAuthRefusal("invalid_request", "access token invalid or expired")
        channel, expires_at = found
        left = LONGEST_SECONDS if expires_at is None else (expires_at - now) // SECOND
        return Answer({"client_id": channel.channel_id, "expires_in": left, "scope": "P CM"})

    def revoke(self, form: Form) -> Answer:
        """Revoke a token; stateless ones live on."""
        _require(form, "access_token")
        if "client_id" in form:
            self._by_secret(form)
        issued = self._issued.get(form["access_token"])
        if issued is None or issued.kind != "stateless":
            self._world.access_tokens.pop(form["access_token"], None)
        return Answer(data=b"")

    def key_ids(self, form: Form) -> Answer:
        """Return the key ids of the living v2.1 tokens."""
        _require(form, "client_assertion_type", "client_assertion")
        channel, _ = self._by_assertion(form)
        return Answer({"kids": [issued.key_id for issued in self._living("jwt", channel)]})

    def _issue(self, kind: str, channel: Channel, seconds: int) -> Answer:
        expires_at = self._world.clock.now_ms() + seconds * SECOND
        issued = Issued(kind, channel, new_public_id(), expires_at, new_public_id()[:22])
        self._issued[issued.token] = issued
        self._world.access_tokens[issued.token] = (channel, expires_at)
        answer: dict[str, Any] = {"access_token": issued.token, "expires_in": seconds, "token_type": "Bearer"}
        if kind == "jwt":
            answer["key_id"] = issued.key_id
        return Answer(answer)

    def _living(self, kind: str, channel: Channel) -> list[Issued]:
        now = self._world.clock.now_ms()
        return [
            issued
            for issued in self._issued.values()
            if issued.kind == kind
            and issued.channel is channel
            and issued.expires_at > now
            and issued.token in self._world.access_tokens
        ]

    def _forget(self, issued: Issued) -> None:
        self._world.access_tokens.pop(issued.token, None)

    def _by_secret(self, form: Form) -> Channel:
        _require(form, "client_id", "client_secret")
        for channel in self._world.channels.values():
            if channel.channel_id == form["client_id"]:
                if channel.secret != form["client_secret"]:
                    raise OAuthRefusal("invalid_client", "invalid client_secret")
                return channel
        raise OAuthRefusal("invalid_client", "invalid client_id")

    def _by_assertion(self, form: Form) -> tuple[Channel, dict[str, Any]]:
        if form.get("client_assertion_type") != JWT_BEARER:
            raise OAuthRefusal("invalid_request", "invalid client_assertion_type")
        claims = _claims(form["client_assertion"])
        for channel in self._world.channels.values():
            if claims.get("iss") == channel.channel_id == claims.get("sub"):
                expires = claims.get("exp")
                if not isinstance(expires, int) or expires * SECOND <= self._world.clock.now_ms():
                    raise OAuthRefusal("invalid_client", "the assertion has expired")
                return channel, claims
        raise OAuthRefusal("invalid_client", "invalid client_assertion")

    def _guard(
        self, name: str, handler: Callable[[Form], Answer]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            request_id = new_retry_key()
            form: Form = dict(request.query.items())
            if request.method == "POST":
                form |= {key: item for key, item in (await request.post()).items() if isinstance(item, str)}
            cut: bool | None = False
            try:
                cut = await self._gate.meet_fault(name, None)
                response = to_response(handler(form) if cut is not None else Answer(), request_id)
            except OAuthRefusal as refusal:
                response = web.Response(
                    body=orjson.dumps(refusal.body),
                    status=refusal.status,
                    content_type="application/json",
                    headers={"x-line-request-id": request_id},
                )
            except Refusal as refusal:
                response = web.json_response({"error": "server_error"}, status=refusal.status)
            lost = cut is not False
            # The form holds secrets; only that it came is logged.
            self._gate.log(name, request, b"", None, 0 if lost else response.status, request_id)
            return cut_connection(request) if lost else response

        return handle


def _require(form: Form, *names: str) -> None:
    for name in names:
        if not form.get(name):
            raise OAuthRefusal("invalid_request", f"{name} is required")


def _claims(assertion: str) -> dict[str, Any]:
    parts = assertion.split(".")
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, binascii.Error, orjson.JSONDecodeError):
        raise OAuthRefusal("invalid_client", "invalid client_assertion") from None
    if not isinstance(claims, dict):
        raise OAuthRefusal("invalid_client", "invalid client_assertion")
    return claims
