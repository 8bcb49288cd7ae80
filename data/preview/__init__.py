"""Trying content before it is published: real turns in a small database of their own, gone when nobody uses it."""
