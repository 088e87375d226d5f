"""The workbench of rule authors: new, lint, test, steps, show, coverage (``anjuan rules``)."""
