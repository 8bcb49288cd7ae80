"""Taps on what stands on the screen: buttons of messages, living quick replies, tap boxes of the rich menu."""

from collections.abc import Iterator
from typing import Any

from data.gateways.line.standin.acts import Acts, Scene
from data.gateways.line.standin.chats import LASTING_QUICK_REPLIES, Entry
from data.gateways.line.standin.refusals import CannotDo, NotOnScreen
from data.gateways.line.standin.rules.actions import picked_moment

_ACTION_PLACES = ("action", "defaultAction")


def actions_in(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every action object of a message, its quick replies apart."""
    if isinstance(part, list):
        for item in part:
            yield from actions_in(item)
    elif isinstance(part, dict):
        for name, item in part.items():
            if name in _ACTION_PLACES and isinstance(item, dict):
                yield item
            elif name == "actions" and isinstance(item, list):
                yield from item
            elif name == "externalLink" and isinstance(item, dict):
                yield {"type": "uri", **item}
            elif name != "quickReply":
                yield from actions_in(item)


class Taps:
    """Performs one action object as LINE's app does."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts

    async def tap(
        self,
        channel: str,
        person: str,
        action: dict[str, Any],
        message_id: str | None = None,
        value: str | None = None,
    ) -> dict[str, Any]:
        """Tap the button that has exactly this action object.

        `value` is what was picked in a datetimepicker. Returns {event} when a webhook went out, {opened: address},
        {copied: text}, {need: "location" | "camera" | "cameraRoll" | "datetimepicker", …}, {input: {…}}.

        Raises:
            NotOnScreen: no button on this screen has it (409).
            CannotDo: the picked value isn't allowed.
        """
        scene = self._acts.enter(channel, person)
        scene.chat.refresh(scene.channel.shelf, scene.now_ms)
        from_quick_reply = self._find(scene, action, message_id)
        kind = action["type"]
        if kind in ("location", "camera", "cameraRoll"):
            return {"need": kind}
        if kind == "datetimepicker" and value is None:
            picker: dict[str, Any] = {
                name: action[name] for name in ("mode", "initial", "min", "max") if name in action
            }
            return {"need": kind, **picker}
        if from_quick_reply and (kind not in LASTING_QUICK_REPLIES or value is not None):
            scene.chat.use_quick_reply()
        if kind == "uri":
            return {"opened": action.get("uri") or action["linkUri"]}
        if kind == "clipboard":
            return {"copied": action["clipboardText"]}
        if kind == "message":
            return {"event": await self._acts.text(channel, person, action["text"])}
        if kind == "datetimepicker":
            return {"event": await self._picked(scene, action, value or "")}
        if kind == "richmenuswitch":
            return {"event": await self._switch(scene, action)}
        return await self._postback(scene, action)

    def _find(self, scene: Scene, action: dict[str, Any], message_id: str | None) -> bool:
        """Return True for a quick reply, False for another button on the screen; refuse what isn't there."""
        chat = scene.chat
        if scene.chat.blocked:
            raise NotOnScreen(f"{scene.person.key} blocks {scene.channel.name}")
        entries = [entry for entry in chat.entries if entry.sender == "bot" and message_id in (None, entry.id)]
        newest = chat.entries[-1].id if chat.entries else None
        quick = message_id is None or message_id == newest
        if quick and any(item["action"] == action for item in chat.quick_replies()):
            return True
        if any(action == one for entry in entries for one in actions_in(entry.message)):
            return False
        menu = chat.shown_menu
        if message_id is None and menu and any(area["action"] == action for area in menu.body["areas"]):
            return False
        raise NotOnScreen("no button on this screen has this action")

    async def _postback(self, scene: Scene, action: dict[str, Any]) -> dict[str, Any]:
        if "displayText" in action:
            bubble = {"type": "text", "text": action["displayText"]}
            scene.chat.add(Entry(self._acts.world.next_message_id(), "person", scene.now_ms, bubble))
        done: dict[str, Any] = {
            "event": await self._acts.emit(scene, "postback", postback={"data": action["data"]}),
        }
        if "text" in action:
            await self._acts.text(scene.channel.name, scene.person.key, action["text"])
        if "inputOption" in action:
            done["input"] = {"option": action["inputOption"], "fill_in_text": action.get("fillInText", "")}
        return done

    async def _picked(self, scene: Scene, action: dict[str, Any], value: str) -> dict[str, Any]:
        mode = action["mode"]
        moment = picked_moment(mode, value)
        least, most = (picked_moment(mode, action.get(name)) for name in ("min", "max"))
        if moment is None or (least and moment < least) or (most and moment > most):
            raise CannotDo(f"{value} can't be picked")
        return await self._acts.emit(scene, "postback", postback={"data": action["data"], "params": {mode: value}})

    async def _switch(self, scene: Scene, action: dict[str, Any]) -> dict[str, Any]:
        shelf = scene.channel.shelf
        alias = shelf.aliases.get(action["richMenuAliasId"])
        params = {"status": "RICHMENU_ALIAS_ID_NOTFOUND"}
        if alias is not None:
            cache_ms = round(self._acts.world.settings.alias_cache_seconds * 1000)
            menu_id = alias.leads_to(scene.now_ms, cache_ms)
            params = {"status": "RICHMENU_NOTFOUND"}
            if menu_id in shelf.menus:
                scene.chat.linked_menu = menu_id
                scene.chat.see_menu(shelf, scene.now_ms)
                params = {"newRichMenuAliasId": action["richMenuAliasId"], "status": "SUCCESS"}
        return await self._acts.emit(scene, "postback", postback={"data": action["data"], "params": params})
