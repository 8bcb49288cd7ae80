"""People with LINE on their phones."""

from dataclasses import dataclass


@dataclass
class Person:
    """`key` names a person in tests and on the phones page; `open_channel` is the chat that lies open."""

    key: str
    name: str
    language: str = "ja"
    picture_url: str | None = None
    open_channel: str | None = None
