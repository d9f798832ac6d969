"""Audio and video to text: the window, and the drop on any other."""
