"""Mails promised: a row is the truth, until the server has it."""
