"""What the app is, what is inside it, and a diagnosis to copy."""
