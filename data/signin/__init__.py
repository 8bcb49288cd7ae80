"""Signing in without LINE: ids and passwords, one-time codes, locks, and the PIN before dangerous commands."""
