"""Tests of residents' own data: shown, given, deleted."""
