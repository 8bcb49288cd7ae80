"""Pictures of spots: fetched from the addresses in the list, or sent by staff; drawn anew and served by us."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.db.store import Store
from data.files.fetching import LIMIT_BYTES
from data.files.models import StoredFile
from data.files.pictures import PictureUnreadable, publish_picture
from data.files.service import PICTURE, FileMissing, Files
from data.gateways.line.client import LineClient
from data.gateways.line.outcome import ContentGone, ContentMissing, ContentTooLarge
from data.gateways.pictures.gateway import PictureGateway, PictureRefused
from data.spots.models import Spot
from data.spots.service import picture_fetched, spots_to_fetch
from data.turns.jobs import Job
from data.turns.worker import JobHandler

FETCH, TAKE = "fetch_spot_pictures", "take_spot_picture"
OWNER = "spots"
UNUSED_DAYS = 31  # undo notes, which name pictures too, are kept 30 days
AT_ONCE = 4
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class WantedPicture:
    """A spot whose picture stands at an address and isn't ours yet."""

    spot_id: int
    name: str
    image_url: str


class SpotPictures:
    """`handlers` goes into the worker's table of job kinds; `fetch_missing` is for a timer.

    * `fetch_spot_pictures` {spot_id?, …} -> {fetched, failed: [{spot_id, name, reason}], failures}: one spot's picture,
      or all that are missing. `failures` counts all, `failed` has the first MOST_TOLD.
    * `take_spot_picture` {message_id or attachment_id, …} -> {image_id} or {error}: a picture somebody sent, published.

    Both give the job's `order` back. Reasons are those of `PictureRefused` and `PictureUnreadable`.
    """

    def __init__(
        self, *, store: Store, files: Files, gateway: PictureGateway, clients: Mapping[str, LineClient]
    ) -> None:
        self._store = store
        self._files = files
        self._gateway = gateway
        self._clients = clients
        self._hopeless: set[str] = set()

    @property
    def handlers(self) -> dict[str, JobHandler]:
        return {FETCH: self._fetch_ordered, TAKE: self._take}

    async def fetch_missing(self) -> int:
        """Fetch what no job has: after a restore, an undo, or hosts that were away. How many came.

        An address that was refused for good isn't asked again by this process.
        """
        wanted = await self._store.view(_wanted, None)
        results = await self._fetch([one for one in wanted if one.image_url not in self._hopeless])
        return sum(not reason for _, reason in results)

    async def forget_unused(self, now: datetime) -> None:
        """Let pictures go that no spot has shown for a month; `Files.drop_expired` then deletes them."""
        await self._store.write(_expire_unused, now=now)

    async def _fetch_ordered(self, job: Job) -> dict[str, Any]:
        results = await self._fetch(await self._store.view(_wanted, job.payload.get("spot_id")))
        failed = [
            {"spot_id": one.spot_id, "name": one.name, "reason": reason}
            for one, reason in results
            if reason and reason != "changed"
        ]
        return {
            "order": job.payload["order"],
            "fetched": sum(not reason for _, reason in results),
            "failed": failed[:MOST_TOLD],
            "failures": len(failed),
        }

    async def _fetch(self, wanted: list[WantedPicture]) -> list[tuple[WantedPicture, str]]:
        """(spot, why not) each; "" for those that came."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(spot: WantedPicture) -> tuple[WantedPicture, str]:
            async with gate:
                return spot, await self._fetch_one(spot)

        return await asyncio.gather(*(one(spot) for spot in wanted))

    async def _fetch_one(self, spot: WantedPicture) -> str:
        try:
            data = await self._gateway.fetch(spot.image_url)
            image_id = await publish_picture(self._files, data, owner=OWNER)
        except PictureRefused as refused:
            if not refused.may_change:
                self._hopeless.add(spot.image_url)
            return refused.reason
        except PictureUnreadable as refused:
            self._hopeless.add(spot.image_url)
            return refused.reason
        is_wanted = await self._store.write(
            picture_fetched, spot_id=spot.spot_id, image_url=spot.image_url, image_id=image_id
        )
        # What nobody wants any more goes with the next sweep of files without a use.
        return "" if is_wanted else "changed"

    async def _take(self, job: Job) -> dict[str, Any]:
        order = {"order": job.payload["order"]}
        try:
            data = await self._sent(job)
            return {**order, "image_id": await publish_picture(self._files, data, owner=OWNER)}
        except ContentTooLarge:
            return {**order, "error": "too_large"}
        except (ContentGone, ContentMissing, FileMissing):
            return {**order, "error": "gone"}
        except PictureUnreadable as refused:
            return {**order, "error": refused.reason}

    async def _sent(self, job: Job) -> bytes:
        if (attachment_id := job.payload.get("attachment_id")) is not None:
            return await self._files.read(await self._files.find(attachment_id))
        return (await self._clients[job.channel].content(job.payload["message_id"], LIMIT_BYTES)).data


def _wanted(session: Session, spot_id: int | None) -> list[WantedPicture]:
    return [
        WantedPicture(spot.id, spot.name, spot.image_url)
        for spot in session.scalars(spots_to_fetch())
        if spot_id in (None, spot.id)
    ]


def _expire_unused(session: Session, *, now: datetime) -> None:
    shown = select(Spot.image_id).where(Spot.image_id != "")
    session.execute(
        update(StoredFile)
        .where(
            StoredFile.purpose == PICTURE,
            StoredFile.owner == OWNER,
            StoredFile.expires_at.is_(None),
            StoredFile.stored_at < now - timedelta(days=UNUSED_DAYS),
            StoredFile.public_id.not_in(shown),
        )
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )
