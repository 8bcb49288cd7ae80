"""Tests of 連絡網: who is told, in which order."""
