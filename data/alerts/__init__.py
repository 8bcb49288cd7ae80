"""Faults: what is watched, alerts as cases with their steps, whom they go on to."""
