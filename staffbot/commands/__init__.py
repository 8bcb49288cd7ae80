"""Every noun and command of the staff counter, listed by hand in the order of the menu."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from staffbot.command import Command, Noun
from staffbot.commands import console, logs, menu, register, settings, staff, undo
from staffbot.exports import ExportKind
from staffbot.registry import Registry

NOUNS: tuple[Noun, ...] = (
    staff.STAFF,
    logs.LOGS,
    settings.SETTINGS_NOUN,
    console.CONSOLE,
    undo.UNDO,
    menu.HELP,
    menu.MENU,
    register.REGISTER,
)

COMMANDS: tuple[Command, ...] = (
    staff.list_staff,
    staff.invite_member,
    staff.stop,
    staff.release,
    logs.operations,
    logs.conversations,
    logs.verify,
    logs.export,
    settings.list_settings,
    settings.change,
    settings.state,
    settings.retry,
    console.console,
    undo.undo,
    menu.help_,
    menu.menu,
    register.register,
)

EXPORTS: Mapping[str, ExportKind] = MappingProxyType(
    {kind.name: kind for kind in (logs.AUDIT_EXPORT, logs.TALK_EXPORT)}
)

REGISTRY = Registry(NOUNS, COMMANDS)
