"""The rules of this server, loaded once and again after something was published."""

from threading import Lock

from fastapi import FastAPI, Request

from enforcement.workbench.rulebook import Rulebook

_LOCK = Lock()


def rulebook_of(request: Request) -> Rulebook:
    """The rules in use."""
    return rulebook_in(request.app)


def rulebook_in(app: FastAPI) -> Rulebook:
    """The rules in use; loading takes a second or two, so one at a time."""
    with _LOCK:
        found: Rulebook | None = getattr(app.state, "rulebook", None)
        if found is None:
            found = Rulebook.load(app.state.settings.profile)
            app.state.rulebook = found
        return found


def put_away(app: FastAPI) -> None:
    """The rules have changed: load them again when next asked."""
    with _LOCK:
        app.state.rulebook = None
