"""Tests of the staff counter: staff."""
