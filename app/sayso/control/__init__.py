"""What the person asks for, by key or by command, becomes what the app does."""
