"""The staff counter."""
