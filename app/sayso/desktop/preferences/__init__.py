"""The settings window: a page for each stage, one line and one sentence for each setting."""
