"""What the law asks: cards, conclusions, parameters, standards. Knows facts, not files."""
