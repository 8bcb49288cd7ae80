"""LINE's limits in one place: check what people author, fit what the program itself says."""

from data.gateways.line.limits.check import check_messages, require_valid
from data.gateways.line.limits.fit import fit_messages
from data.gateways.line.limits.problem import MessagesRefused, Problem
from data.gateways.line.limits.rich_menu import check_rich_menu
from data.gateways.line.limits.split import split_text

__all__ = [
    "MessagesRefused",
    "Problem",
    "check_messages",
    "check_rich_menu",
    "fit_messages",
    "require_valid",
    "split_text",
]
