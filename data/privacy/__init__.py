"""What is held of one resident: shown, given and deleted when the resident asks."""
