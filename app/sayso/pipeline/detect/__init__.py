"""Frames become utterances: voice activity and segmenting."""
