"""Backups: made beside the running program, proved, kept, put back."""
