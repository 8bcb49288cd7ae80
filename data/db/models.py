"""Every feature's models, registered by hand, so that migrations and tests see all tables."""

from data.access import models as access
from data.alerts import models as alerts
from data.attributes import models as attributes
from data.audit import models as audit
from data.backups import models as backups
from data.contacts import models as contacts
from data.content import models as content
from data.db import changelog
from data.db.base import Base
from data.faq import models as faq
from data.files import models as files
from data.forms import models as forms
from data.imports import models as imports
from data.links import models as links
from data.mails import models as mails
from data.privacy import models as privacy
from data.residents import models as residents
from data.segments import models as segments
from data.sessions import models as sessions
from data.shelters import models as shelters
from data.signin import models as signin
from data.spots import models as spots
from data.staff import models as staff
from data.stops import models as stops
from data.tables import models as tables
from data.teams import models as teams
from data.town import models as town
from data.turns import models as turns
from data.undo import models as undo

__all__ = [
    "Base",
    "access",
    "alerts",
    "attributes",
    "audit",
    "backups",
    "changelog",
    "contacts",
    "content",
    "faq",
    "files",
    "forms",
    "imports",
    "links",
    "mails",
    "privacy",
    "residents",
    "segments",
    "sessions",
    "shelters",
    "signin",
    "spots",
    "staff",
    "stops",
    "tables",
    "teams",
    "town",
    "turns",
    "undo",
]
