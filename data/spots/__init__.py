"""Spots: places on the map that residents look for by location or by word."""
