"""Saying no: what is not possible now, and why."""


class Refused(Exception):
    """It cannot be done; the message says why, what the state is and what comes first."""


class Conflict(Refused):
    """Somebody else did it first; the message says who and when."""
