"""Keyword answers (一問一答), their matcher, and the questions nobody could answer yet."""
