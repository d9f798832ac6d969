"""The desktop over D-Bus: accessibility (AT-SPI), the RemoteDesktop portal, IBus."""
