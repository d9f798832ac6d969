"""What differs between operating systems; `current` chooses, once."""
