"""Links that work once: into the console, to a file."""
