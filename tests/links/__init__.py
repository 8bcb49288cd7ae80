"""Tests of the staff counter: links."""
