"""連絡網: who is told of a fault, in which order, by chat and mail, and what is done then."""
