"""Calculators, reflex cards, phrases, letters and documents to print: what people use while they work."""
