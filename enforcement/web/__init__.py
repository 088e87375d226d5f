"""The workbench in the browser: pages and an interface for programs over the services.

Nothing here decides anything about a case file: pages call ``enforcement.review`` and the checker,
and show what they say.
"""
