"""Personal information in a text: what is there, where, and whose it is.

This room tells what a text shows. Whether it may be published is law and parameters, and stands
in ``rules/publication``.
"""

from casefiles.personal.find import find_private
from casefiles.personal.known import Known, known_people
from casefiles.personal.model import KINDS, ROLES, Private, is_masked
from casefiles.personal.places import county_part

__all__ = [
    "KINDS",
    "ROLES",
    "Known",
    "Private",
    "county_part",
    "find_private",
    "is_masked",
    "known_people",
]
