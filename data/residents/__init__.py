"""Residents: one per channel and LINE user."""
