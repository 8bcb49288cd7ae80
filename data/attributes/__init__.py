"""Resident attributes: what a town asks its residents, as data, and what they answered, with its history."""
