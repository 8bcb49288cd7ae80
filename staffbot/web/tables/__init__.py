"""The table page: every list of the system, to be sorted, filtered, corrected and taken along."""
