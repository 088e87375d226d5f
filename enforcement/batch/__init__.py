"""Many case files: who checks them, in what order the results come, and what is kept of them."""
