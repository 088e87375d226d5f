"""Schema changes, in order; run by ``enforcement.store.database`` on open."""
