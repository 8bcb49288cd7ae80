"""Tests of who may do what: every command against every role, objects, lent rights."""
