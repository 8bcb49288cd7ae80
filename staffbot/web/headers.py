"""What every answer under `/staff/` carries, whatever became of the request."""

from __future__ import annotations

from aiohttp import web

from staffbot.web.parts import parts_of

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Robots-Tag": "noindex, nofollow",
}
SERVER = "Madoguchi"  # which versions run here is nobody's business
HSTS = "max-age=31536000"


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`: pages, answers, files, static files and refusals alike."""
    response.headers.update(HEADERS)
    is_static = isinstance(response, web.FileResponse)
    response.headers["Cache-Control"] = "no-cache" if is_static else "no-store"
    if parts_of(request).is_https:
        response.headers["Strict-Transport-Security"] = HSTS
