"""Tests of the watch and of alerts as cases."""
