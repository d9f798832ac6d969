"""The window with what was said so far."""
