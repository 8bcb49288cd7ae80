"""Ids and passwords, one-time codes, PINs."""
