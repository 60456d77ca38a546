"""Reads of simulations."""
