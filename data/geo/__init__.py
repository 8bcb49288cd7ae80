"""Places on the earth: positions in Japan, distances, and finding the nearest of many."""
