"""The evaluation workflow (案卷评查) of a justice bureau: from the plan to the archive."""
