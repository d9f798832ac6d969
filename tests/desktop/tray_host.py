"""A panel's tray for tests: org.kde.StatusNotifierWatcher with a host, and nothing to look at.

Prints ``ready`` once it has its name on the session bus, and then the bus name of each icon that
registers with it.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant, QDBusVirtualObject

WATCHER = "org.kde.StatusNotifierWatcher"
PROPERTIES = {
    "IsStatusNotifierHostRegistered": True,
    "ProtocolVersion": 0,
    "RegisteredStatusNotifierItems": [],
}


class Watcher(QDBusVirtualObject):
    """Answers what an icon asks of a panel."""

    def introspect(self, path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, bus: QDBusConnection) -> bool:
        arguments = message.arguments()
        match message.interface(), message.member():
            case ("org.freedesktop.DBus.Properties", "Get"):
                bus.send(message.createReply(QDBusVariant(PROPERTIES[arguments[1]])))
            case ("org.freedesktop.DBus.Properties", "GetAll"):
                bus.send(message.createReply(PROPERTIES))
            case (_, "RegisterStatusNotifierItem"):
                bus.send(message.createReply())
                named = arguments[0]
                print(message.service() if named.startswith("/") else named, flush=True)
            case _:
                return False
        return True


def main() -> int:
    app = QCoreApplication([])
    bus = QDBusConnection.sessionBus()
    watcher = Watcher()
    option = QDBusConnection.VirtualObjectRegisterOption.SingleNode
    if not (
        bus.registerVirtualObject("/StatusNotifierWatcher", watcher, option)
        and bus.registerService(WATCHER)
    ):
        return 1
    print("ready", flush=True)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
