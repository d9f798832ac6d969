"""Wayland: input method, clipboard or virtual keyboard, as the compositor offers them."""
