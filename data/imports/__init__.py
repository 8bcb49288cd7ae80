"""Staged imports: a file is checked whole, shown, and applied once."""
