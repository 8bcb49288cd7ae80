"""Changing the keys: the master key beside the running program, the data key in a renewed copy of everything."""
