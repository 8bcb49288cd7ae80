"""The sample town, made up, and the demo's stage."""
