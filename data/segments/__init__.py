"""Segments: conditions over residents by name, and the columnar mirror that answers them."""
