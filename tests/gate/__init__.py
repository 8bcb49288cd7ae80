"""Tests of the staff counter: gate."""
