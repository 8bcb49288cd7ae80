"""Tests of teams and roles."""
