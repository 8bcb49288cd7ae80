"""What staff did, in a chain that shows every later change."""
