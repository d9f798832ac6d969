"""Transcripts become the person's text. All pure."""
