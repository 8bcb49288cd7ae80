"""Backups: one encrypted file each, made beside the running program, proved by restoring, kept for a time."""
