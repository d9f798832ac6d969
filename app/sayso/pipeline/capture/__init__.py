"""Sound in: microphones and files become frames."""
