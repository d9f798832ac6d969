"""The desktops that there are: a module each, imported only on its own."""
