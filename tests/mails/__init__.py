"""Tests of mails promised and sent."""
