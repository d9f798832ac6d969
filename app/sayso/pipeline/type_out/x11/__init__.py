"""X11: by the clipboard, by keys, and what both need."""
