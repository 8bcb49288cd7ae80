"""The resident counter."""
