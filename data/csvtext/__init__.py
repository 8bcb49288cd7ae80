"""Reading and writing CSV as Japanese municipalities have it."""
