"""Which models are there and in memory. Knows no engine."""
