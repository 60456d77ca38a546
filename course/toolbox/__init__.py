"""Calculators, reflex cards, phrases and letters: what people use while they work."""
