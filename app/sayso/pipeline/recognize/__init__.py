"""Utterances become transcripts."""
