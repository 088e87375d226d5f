"""The database: an append-only log of events, read tables beside it, and the original files."""
