"""Gateways: the only places where the program meets the outside. Each has its stand-in."""
