"""Every feature's models, registered by hand, so that migrations and tests see all tables."""

from data.access import models as access
from data.attributes import models as attributes
from data.audit import models as audit
from data.backups import models as backups
from data.content import models as content
from data.db import changelog
from data.db.base import Base
from data.faq import models as faq
from data.files import models as files
from data.forms import models as forms
from data.imports import models as imports
from data.links import models as links
from data.privacy import models as privacy
from data.residents import models as residents
from data.segments import models as segments
from data.sessions import models as sessions
from data.shelters import models as shelters
from data.signin import models as signin
from data.spots import models as spots
from data.staff import models as staff
from data.teams import models as teams
from data.town import models as town
from data.turns import models as turns
from data.undo import models as undo

__all__ = [
    "Base",
    "access",
    "attributes",
    "audit",
    "backups",
    "changelog",
    "content",
    "faq",
    "files",
    "forms",
    "imports",
    "links",
    "privacy",
    "residents",
    "segments",
    "sessions",
    "shelters",
    "signin",
    "spots",
    "staff",
    "teams",
    "town",
    "turns",
    "undo",
]
