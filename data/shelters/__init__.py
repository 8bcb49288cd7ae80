"""Evacuation shelters: their records, statuses, CSV files and the index that finds the nearest."""
