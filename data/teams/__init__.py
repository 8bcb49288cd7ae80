"""Teams: who works together, what the team's role adds, and what only the team sees."""
