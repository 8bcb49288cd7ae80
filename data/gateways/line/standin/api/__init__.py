"""The face that bots call: LINE's endpoints on one origin, strict as LINE is."""
