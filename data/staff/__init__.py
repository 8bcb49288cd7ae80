"""Staff: who may work at the counter, how they were let in, and what they may do."""
