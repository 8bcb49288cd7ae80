"""From what a counter says to what LINE shows."""
