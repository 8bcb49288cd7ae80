"""The National Tax Agency's corporate numbers."""
