"""Ages of people in forms, as the law counts them."""

from data.ages import age_on

__all__ = ["age_on"]
