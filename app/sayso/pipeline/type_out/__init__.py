"""Text goes into the focused window."""
