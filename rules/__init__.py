"""What the law asks: cards, conclusions, parameters and scoring standards. Knows facts, not files."""
