"""What people do with their phones: follow, block, write, send files, unsend, open a chat."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data.gateways.line.standin.channels import Channel
from data.gateways.line.standin.chats import Chat, Entry
from data.gateways.line.standin.contents import Content, content_type_of
from data.gateways.line.standin.events import message_content, new_event
from data.gateways.line.standin.people import Person
from data.gateways.line.standin.refusals import CannotDo, NotOnScreen, Unknown
from data.gateways.line.standin.webhooks import Delivery, WebhookSender
from data.gateways.line.standin.world import World
from data.ids import new_public_id

TEXT_MOST = 10_000
STICKER_KEYWORDS = ["ありがとう", "了解"]


@dataclass
class Scene:
    """Who acts, where."""

    channel: Channel
    person: Person
    chat: Chat
    now_ms: int


class Acts:
    """Acts return {webhook_status, event_id, message_id?, webhook_error?} once the webhook was answered or failed."""

    def __init__(self, world: World, sender: WebhookSender) -> None:
        self.world = world
        self.sender = sender

    async def follow(self, channel: str, person: str) -> dict[str, Any]:
        """Add the account as a friend, or lift a block; nothing happens for who is a friend already."""
        scene = self.enter(channel, person)
        chat = scene.chat
        if chat.friend and not chat.blocked:
            return {"webhook_status": None, "event_id": None}
        unblocked, chat.blocked, chat.friend = chat.blocked, False, True
        chat.times_added += not unblocked
        chat.touch()
        return await self.emit(scene, "follow", follow={"isUnblocked": unblocked})

    async def unblock(self, channel: str, person: str) -> dict[str, Any]:
        """Lift a block."""
        if not self.enter(channel, person).chat.blocked:
            raise CannotDo(f"{person} doesn't block {channel}")
        return await self.follow(channel, person)

    async def block(self, channel: str, person: str) -> dict[str, Any]:
        """Block the account; a menu of one's own is gone with it."""
        scene = self.enter(channel, person)
        if scene.chat.blocked:
            raise CannotDo(f"{person} blocks {channel} already")
        scene.chat.blocked = True
        scene.chat.friend = False
        scene.chat.linked_menu = None
        scene.chat.touch()
        return await self.emit(scene, "unfollow")

    def open(self, channel: str, person: str) -> None:
        """Open the chat: the rich menu is looked at anew, loading signs show from now on."""
        scene = self._scene(channel, person)
        scene.person.open_channel = channel
        scene.chat.opened = True
        scene.chat.see_menu(scene.channel.shelf, scene.now_ms)

    async def text(self, channel: str, person: str, text: str, quoted_message_id: str | None = None) -> dict[str, Any]:
        """Write a text, 1 to 10,000 characters; it may quote a message."""
        if not 1 <= len(text) <= TEXT_MOST:
            raise CannotDo("a text has 1 to 10,000 characters")
        own = {"text": text} | ({"quotedMessageId": quoted_message_id} if quoted_message_id else {})
        return await self.say(self.writing(channel, person), "text", own, {"type": "text", "text": text})

    async def location(
        self,
        channel: str,
        person: str,
        latitude: float,
        longitude: float,
        title: str | None = None,
        address: str | None = None,
    ) -> dict[str, Any]:
        """Send a place."""
        own: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
        own |= {name: item for name, item in (("title", title), ("address", address)) if item is not None}
        return await self.say(self.writing(channel, person), "location", own, {"type": "location", **own})

    async def sticker(
        self, channel: str, person: str, package_id: str = "446", sticker_id: str = "1988"
    ) -> dict[str, Any]:
        """Send a sticker."""
        own = {"packageId": package_id, "stickerId": sticker_id}
        more = {**own, "stickerResourceType": "STATIC", "keywords": STICKER_KEYWORDS}
        return await self.say(self.writing(channel, person), "sticker", more, {"type": "sticker", **own})

    async def image(self, channel: str, person: str, *pictures: bytes) -> dict[str, Any]:
        """Send pictures; several in one go make as many webhooks with one `imageSet`, side by side.

        Returns what `text` does, for the first, with `event_ids` and `message_ids` of all.
        """
        if not pictures:
            raise CannotDo("no picture")
        scene = self.writing(channel, person)
        set_id = new_public_id()
        events = []
        for index, picture in enumerate(pictures, 1):
            own: dict[str, Any] = {"contentProvider": {"type": "line"}}
            if len(pictures) > 1:
                own["imageSet"] = {"id": set_id, "index": index, "total": len(pictures)}
            events.append(self._sent_file(scene, "image", picture, own))
        # LINE promises no order for the pictures of one set: the last leaves first.
        return await self._emit_all(scene, list(reversed(events)))

    async def file(self, channel: str, person: str, file_name: str, data: bytes) -> dict[str, Any]:
        """Send a file."""
        scene = self.writing(channel, person)
        event = self._sent_file(scene, "file", data, {"fileName": file_name, "fileSize": len(data)})
        return await self._emit_all(scene, [event])

    async def video(self, channel: str, person: str, data: bytes, duration_ms: int = 10_000) -> dict[str, Any]:
        """Send a film."""
        return await self._film("video", channel, person, data, duration_ms)

    async def audio(self, channel: str, person: str, data: bytes, duration_ms: int = 10_000) -> dict[str, Any]:
        """Send a sound."""
        return await self._film("audio", channel, person, data, duration_ms)

    async def unsend(self, channel: str, person: str, message_id: str) -> dict[str, Any]:
        """Take an own message back: the bubble vanishes, its file is gone."""
        scene = self.enter(channel, person)
        entry = scene.chat.entry(message_id)
        if entry is None or entry.sender != "person":
            raise Unknown(f"{person} has sent no message {message_id}")
        scene.chat.remove(message_id)
        scene.channel.contents.unsend(message_id)
        return await self.emit(scene, "unsend", unsend={"messageId": message_id})

    def enter(self, channel: str, person: str) -> Scene:
        """Return the scene; acting in a chat opens it."""
        scene = self._scene(channel, person)
        if scene.person.open_channel != channel or not scene.chat.opened:
            self.open(channel, person)
        return scene

    def writing(self, channel: str, person: str) -> Scene:
        """Return the scene of somebody who writes; who blocks an account can't write to it."""
        scene = self.enter(channel, person)
        if scene.chat.blocked:
            raise NotOnScreen(f"{person} blocks {channel}")
        scene.chat.wrote_at = scene.now_ms
        return scene

    async def say(self, scene: Scene, kind: str, own: dict[str, Any], drawn: dict[str, Any]) -> dict[str, Any]:
        """Show the person's bubble and send the message event."""
        message_id = self.world.next_message_id()
        scene.chat.add(Entry(message_id, "person", scene.now_ms, drawn))
        content = message_content(scene.channel, scene.chat, kind, message_id, **own)
        return await self.emit(scene, "message", message=content)

    async def emit(self, scene: Scene, kind: str, **own: Any) -> dict[str, Any]:
        """Send one event of this person."""
        event = new_event(scene.channel, scene.chat, kind, scene.now_ms, **own)
        delivery = await self.sender.send(scene.channel, [event], scene.chat)
        return _told(event, delivery)

    def _scene(self, channel: str, person: str) -> Scene:
        found, who = self.world.channel(channel), self.world.person(person)
        return Scene(found, who, self.world.chat(found, who), self.world.clock.now_ms())

    def _sent_file(self, scene: Scene, kind: str, data: bytes, own: dict[str, Any]) -> dict[str, Any]:
        message_id = self.world.next_message_id()
        wait = self.world.settings.video_preparation_seconds if kind in ("video", "audio") else 0.0
        content = Content(kind, data, content_type_of(kind, data), scene.now_ms + round(wait * 1000), scene.now_ms)
        scene.channel.contents.keep(message_id, content)
        url = f"/_sim/content/{scene.channel.name}/{message_id}"
        drawn = {"type": kind, "originalContentUrl": url, "previewImageUrl": url}
        if kind == "file":
            drawn = {"type": kind, "url": url, **own}
        elif "duration" in own:
            drawn["duration"] = own["duration"]
        scene.chat.add(Entry(message_id, "person", scene.now_ms, drawn))
        message = message_content(scene.channel, scene.chat, kind, message_id, **own)
        return new_event(scene.channel, scene.chat, "message", scene.now_ms, message=message)

    async def _film(self, kind: str, channel: str, person: str, data: bytes, duration_ms: int) -> dict[str, Any]:
        scene = self.writing(channel, person)
        own = {"duration": duration_ms, "contentProvider": {"type": "line"}}
        return await self._emit_all(scene, [self._sent_file(scene, kind, data, own)])

    async def _emit_all(self, scene: Scene, events: Sequence[dict[str, Any]]) -> dict[str, Any]:
        sendings = (self.sender.send(scene.channel, [event], scene.chat) for event in events)
        deliveries = await asyncio.gather(*sendings)
        told = [_told(event, delivery) for event, delivery in zip(events, deliveries, strict=True)]
        told.sort(key=lambda one: int(one["message_id"]))
        return {
            **told[0],
            "event_ids": [one["event_id"] for one in told],
            "message_ids": [one["message_id"] for one in told],
        }


def _told(event: dict[str, Any], delivery: Delivery) -> dict[str, Any]:
    told: dict[str, Any] = {"webhook_status": delivery.status, "event_id": event["webhookEventId"]}
    if delivery.error is not None:
        told["webhook_error"] = delivery.error
    if "message" in event:
        told["message_id"] = event["message"]["id"]
    return told
