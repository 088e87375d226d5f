"""Notes written back: comments and highlights in copies, at the words they are about."""
