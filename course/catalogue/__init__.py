"""Modules, lessons, what the company adds to them, and remarks of their readers."""
