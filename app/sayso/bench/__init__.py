"""Measures the app on this machine: see ``sayso bench``."""
