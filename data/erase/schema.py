"""Emptying PostgreSQL: every table, sequence, type and function of ours, and the databases that restores put aside."""

from __future__ import annotations

import sqlalchemy as sa

from data.db import postgres
from data.settings import Settings

MAINTENANCE = "postgres"
_OURS = """
SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', schemaname, tablename)
  FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user
UNION ALL
SELECT format('DROP SEQUENCE IF EXISTS %I.%I CASCADE', schemaname, sequencename)
  FROM pg_sequences WHERE schemaname = current_schema() AND sequenceowner = current_user
UNION ALL
SELECT format(
         'DROP FUNCTION IF EXISTS %I.%I(%s) CASCADE', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)
       )
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = current_schema() AND pg_get_userbyid(p.proowner) = current_user
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def drop_everything(settings: Settings) -> list[str]:
    """Empty the schema in one transaction; drop databases kept from restores. Names of those; [] on the default."""
    url = settings.database_url.get_secret_value()
    if not url:
        return []
    engine = postgres.engine(url)
    try:
        with engine.begin() as connection:
            for statement in connection.scalars(sa.text(_OURS)).all():
                connection.exec_driver_sql(statement.replace("%", "%%"))
    finally:
        engine.dispose()
    return _drop_kept(sa.make_url(url))


def _drop_kept(url: sa.URL) -> list[str]:
    engine = postgres.engine(url.set(database=MAINTENANCE).render_as_string(hide_password=False))
    begins = sa.text(
        "SELECT datname FROM pg_database WHERE starts_with(datname, :before) OR starts_with(datname, :scratch)"
        " OR starts_with(datname, :next) ORDER BY datname"
    )
    name = str(url.database)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
            found = admin.scalars(
                begins, {"before": f"{name}_before_", "scratch": f"{name}_scratch_", "next": f"{name}_next_"}
            ).all()
            for one in found:
                admin.exec_driver_sql('DROP DATABASE IF EXISTS "{}" WITH (FORCE)'.format(one.replace('"', '""')))
    finally:
        engine.dispose()
    return list(found)
