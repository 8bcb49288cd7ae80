"""Every noun and command of the staff counter, listed by hand in the order of the menu."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from staffbot.command import Command, Noun
from staffbot.commands import (
    backups,
    console,
    faq,
    faq_open,
    logs,
    menu,
    register,
    settings,
    shelters,
    shelters_list,
    spots,
    spots_noun,
    spots_pictures,
    staff,
    undo,
)
from staffbot.exports import ExportKind
from staffbot.registry import Registry

NOUNS: tuple[Noun, ...] = (
    shelters.SHELTERS,
    spots_noun.SPOTS,
    faq.FAQ,
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
    shelters_list.list_all,
    shelters_list.show,
    shelters.open_,
    shelters.close,
    shelters.crowded,
    shelters.full,
    shelters.preparing,
    shelters.unopened,
    shelters.headcount,
    shelters.radius,
    shelters_list.add,
    shelters_list.edit,
    shelters_list.remove,
    shelters_list.take,
    shelters_list.take_now,
    shelters_list.export,
    spots.list_all,
    spots.show,
    spots.add,
    spots.edit,
    spots_pictures.set_picture,
    spots_pictures.put,
    spots_pictures.fetch_missing,
    spots.to_test,
    spots.publish,
    spots.order,
    spots.remove,
    spots.take,
    spots.take_now,
    spots.export,
    faq.list_all,
    faq.show,
    faq.add,
    faq.edit,
    faq.remove,
    faq.to_test,
    faq.publish,
    faq_open.list_open,
    faq_open.answer,
    faq_open.same_answer,
    faq_open.ignore,
    faq.take,
    faq.take_now,
    faq.export,
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
    backups.show_backups,
    backups.make_now,
    console.console,
    undo.undo,
    menu.help_,
    menu.menu,
    register.register,
)

EXPORTS: Mapping[str, ExportKind] = MappingProxyType(
    {kind.name: kind for kind in (shelters_list.EXPORT, spots.EXPORT, faq.EXPORT, logs.AUDIT_EXPORT, logs.TALK_EXPORT)}
)

REGISTRY = Registry(NOUNS, COMMANDS)
