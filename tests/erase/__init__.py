"""The end of the contract."""
