"""Keys, encrypted columns and their rotation."""
