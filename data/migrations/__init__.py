"""The schema's history (Alembic). Expand first: a new column is added before anything needs it."""
