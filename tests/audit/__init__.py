"""Tests of the staff counter: audit."""
