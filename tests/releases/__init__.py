"""Tests of releasing features to the public one at a time."""
