"""One LINE channel: its keys, webhook, and everything LINE keeps for it."""

from dataclasses import dataclass, field, fields
from typing import Any

from data.gateways.line.standin.buckets import Buckets
from data.gateways.line.standin.chats import Chat
from data.gateways.line.standin.contents import Contents
from data.gateways.line.standin.marks import bot_user_id_of, channel_number
from data.gateways.line.standin.menus import MenuShelf
from data.gateways.line.standin.quota import Ledger
from data.gateways.line.standin.refusals import CannotDo
from data.gateways.line.standin.reply_tokens import ReplyTokens
from data.gateways.line.standin.retry_keys import RetryKeys


@dataclass
class WebhookModes:
    """Bad weather between LINE and the bot; each is off until a test turns it on.

    `duplicate` sends the same bytes twice at once, `redeliver` once more with isRedelivery, `shuffle` turns the order
    of what is sent together, `batch` puts it into one request.
    """

    duplicate: bool = False
    redeliver: bool = False
    shuffle: bool = False
    batch: bool = False
    shuffle_keys: bool = False
    header_case: bool = False
    bad_signature: bool = False
    no_signature: bool = False
    unknown_fields: bool = False
    ascii_json: bool = False

    def change(self, changes: dict[str, Any]) -> None:
        """Turn modes on or off by name."""
        names = {mode.name for mode in fields(self)}
        for name, on in changes.items():
            if name not in names:
                raise CannotDo(f"no webhook mode {name}; there are {sorted(names)}")
            setattr(self, name, bool(on))


@dataclass
class Channel:
    """Chats are kept by person key, groups by their id."""

    name: str
    secret: str
    token: str
    provider: str
    display_name: str
    basic_id: str
    webhook_url: str | None
    redelivery: bool
    verified: bool
    ledger: Ledger
    bot_user_id: str
    channel_id: str
    webhook_active: bool = True
    modes: WebhookModes = field(default_factory=WebhookModes)
    chats: dict[str, Chat] = field(default_factory=dict)
    by_user_id: dict[str, Chat] = field(default_factory=dict)
    groups: dict[str, Chat] = field(default_factory=dict)
    reply_tokens: ReplyTokens = field(default_factory=ReplyTokens)
    retry_keys: RetryKeys = field(default_factory=RetryKeys)
    buckets: Buckets = field(default_factory=Buckets)
    contents: Contents = field(default_factory=Contents)
    shelf: MenuShelf = field(default_factory=MenuShelf)
    read_tokens: dict[str, tuple[Chat, str]] = field(default_factory=dict)
    follower_pages: dict[str, tuple[int, int]] = field(default_factory=dict)
    broadcasts: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    webhook_errors: list[dict[str, Any]] = field(default_factory=list)

    def chat_of(self, target_id: str) -> Chat | None:
        """Return the chat behind a user, group or room id of this channel."""
        return self.by_user_id.get(target_id) or self.groups.get(target_id)

    def friends(self) -> list[Chat]:
        """Return the chats of everybody who follows and doesn't block."""
        return [chat for chat in self.chats.values() if chat.friend and not chat.blocked]


def new_channel(
    name: str,
    secret: str,
    token: str,
    *,
    bot_user_id: str | None = None,
    basic_id: str | None = None,
    display_name: str | None = None,
    webhook_url: str | None = None,
    provider: str = "town",
    quota: int | None = None,
    redelivery: bool = False,
    verified: bool = True,
    channel_id: str | None = None,
) -> Channel:
    """Return a channel; what isn't given is derived from its name, the same in every run.

    `quota` None means unlimited; `redelivery` as in the console, off by default.
    """
    own_id = bot_user_id or bot_user_id_of(provider, name)
    return Channel(
        name=name,
        secret=secret,
        token=token,
        provider=provider,
        display_name=display_name or name,
        basic_id=basic_id or "@" + own_id[1:9],
        webhook_url=webhook_url,
        redelivery=redelivery,
        verified=verified,
        ledger=Ledger(quota),
        bot_user_id=own_id,
        channel_id=channel_id or channel_number(name),
    )
