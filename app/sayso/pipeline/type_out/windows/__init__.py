"""Microsoft Windows. Never run here: written by the documentation, tested with stand-ins."""
