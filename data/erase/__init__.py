"""The end of the contract: everything exported, deleted, and its deletion certified."""
