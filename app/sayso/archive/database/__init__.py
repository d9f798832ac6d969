"""The history as SQLite has it; `sayso.archive.history` is its front."""
