"""The only room with Qt in it."""
