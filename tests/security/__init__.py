"""What an attacker would try first."""
