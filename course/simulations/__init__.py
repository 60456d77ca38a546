"""Calls, workshops and relays: what people play, alone or for their levels."""
