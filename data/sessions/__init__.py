"""Signed-in browsers of staff: who may use the pages, and for how long."""
