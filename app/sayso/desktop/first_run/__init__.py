"""The first run: microphone, model, key, and a first sentence."""
