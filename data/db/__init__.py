"""The store: one writer with grouped commits, readers that never wait for it, keys, files and the change log."""
