"""The interface for other systems: every step of the workflow over REST, with a token.

Cookies do not count here, so there is nothing to forge; errors are RFC 9457 (``problems``).
"""

from fastapi import FastAPI

from enforcement.web.api import docs, files, numbers, pushes, rounds, steps
from enforcement.web.drafts import Drafts
from enforcement.web.pushes import Pushes


def install(app: FastAPI) -> None:
    """Add the interface, its documentation, pushes and drafts to an app with all other state."""
    app.state.pushes = Pushes(app.state.desk, app.state.settings)
    app.state.drafts = Drafts(app, app.state.desk.db, app.state.settings)
    for router in (numbers.router, rounds.router, pushes.router, files.router, steps.router):
        app.include_router(router)
    docs.install(app)


def resume(app: FastAPI) -> None:
    """Go on with what was pushed before the server was stopped."""
    app.state.pushes.resume()


def close(app: FastAPI) -> None:
    """Stop working."""
    app.state.pushes.close()
