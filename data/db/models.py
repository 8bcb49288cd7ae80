"""Every feature's models, registered by hand, so that migrations and tests see all tables."""

from data.content import models as content
from data.db.base import Base
from data.residents import models as residents
from data.town import models as town

__all__ = ["Base", "content", "residents", "town"]
