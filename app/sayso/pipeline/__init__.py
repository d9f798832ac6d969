"""The way of a sentence. In this folder alphabetical order is the order of the data."""
