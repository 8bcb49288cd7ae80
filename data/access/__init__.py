"""The access log: which pages were asked for, from where, and how that ended."""
