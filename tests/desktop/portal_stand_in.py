"""A stand-in for a desktop with a portal: run by the system's Python, which has gi.

``portal_stand_in.py front`` is org.freedesktop.portal.Desktop itself, with RemoteDesktop version 2
and Clipboard version 1. ``portal_stand_in.py back`` is only what a desktop puts behind the real
xdg-desktop-portal (org.freedesktop.impl.portal.*). Both follow the published interfaces; what GNOME
and KDE add to them by their doing (windows, layouts, questions) is simplified: one window, which
takes every character unless the layout is said to be smaller, and pastes at Shift+Insert or
Ctrl+Shift+V by asking whoever owns the clipboard.

It is told how to behave by lines of JSON, and tells what happened by others.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import uuid
from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gio, GLib  # noqa: E402

PATH = "/org/freedesktop/portal/desktop"
FRONT = "org.freedesktop.portal"
BACK = "org.freedesktop.impl.portal"
BACK_NAME = "org.freedesktop.impl.portal.desktop.standin"

_RESTORE_DATA = GLib.Variant("(suv)", ("stand-in", 1, GLib.Variant("s", "the keyboard")))

_CLIPBOARD_XML = """
<interface name="{prefix}.Clipboard">
  <method name="RequestClipboard"><arg type="o"/><arg type="a{{sv}}"/></method>
  <method name="SetSelection"><arg type="o"/><arg type="a{{sv}}"/></method>
  <method name="SelectionWrite">
    <arg type="o"/><arg type="u"/><arg type="h" direction="out"/></method>
  <method name="SelectionWriteDone"><arg type="o"/><arg type="u"/><arg type="b"/></method>
  <method name="SelectionRead">
    <arg type="o"/><arg type="s"/><arg type="h" direction="out"/></method>
  <signal name="SelectionOwnerChanged"><arg type="o"/><arg type="a{{sv}}"/></signal>
  <signal name="SelectionTransfer"><arg type="o"/><arg type="s"/><arg type="u"/></signal>
  <property name="version" type="u" access="read"/>
</interface>
"""
_KEYS_XML = """
  <method name="NotifyKeyboardKeysym">
    <arg type="o"/><arg type="a{sv}"/><arg type="i"/><arg type="u"/></method>
  <property name="AvailableDeviceTypes" type="u" access="read"/>
  <property name="version" type="u" access="read"/>
"""
_FRONT_XML = (
    f'<node><interface name="{FRONT}.RemoteDesktop">'
    """
  <method name="CreateSession"><arg type="a{sv}"/><arg type="o" direction="out"/></method>
  <method name="SelectDevices">
    <arg type="o"/><arg type="a{sv}"/><arg type="o" direction="out"/></method>
  <method name="Start">
    <arg type="o"/><arg type="s"/><arg type="a{sv}"/><arg type="o" direction="out"/></method>
"""
    + _KEYS_XML
    + "</interface>"
    + _CLIPBOARD_XML.format(prefix=FRONT)
    + f"""
<interface name="{FRONT}.Request"><method name="Close"/>
  <signal name="Response"><arg type="u"/><arg type="a{{sv}}"/></signal></interface>
<interface name="{FRONT}.Session"><method name="Close"/>
  <signal name="Closed"><arg type="a{{sv}}"/></signal></interface>
</node>"""
)
_BACK_XML = (
    f'<node><interface name="{BACK}.RemoteDesktop">'
    """
  <method name="CreateSession"><arg type="o"/><arg type="o"/><arg type="s"/><arg type="a{sv}"/>
    <arg type="u" direction="out"/><arg type="a{sv}" direction="out"/></method>
  <method name="SelectDevices"><arg type="o"/><arg type="o"/><arg type="s"/><arg type="a{sv}"/>
    <arg type="u" direction="out"/><arg type="a{sv}" direction="out"/></method>
  <method name="Start">
    <arg type="o"/><arg type="o"/><arg type="s"/><arg type="s"/><arg type="a{sv}"/>
    <arg type="u" direction="out"/><arg type="a{sv}" direction="out"/></method>
"""
    + _KEYS_XML
    + "</interface>"
    + _CLIPBOARD_XML.format(prefix=BACK)
    + f"""
<interface name="{BACK}.Request"><method name="Close"/></interface>
<interface name="{BACK}.Session"><method name="Close"/>
  <signal name="Closed"/><property name="version" type="u" access="read"/></interface>
</node>"""
)


def tell(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


class Desktop:
    """The person, their window and their clipboard, whichever way the portal is reached.

    answer: what the person does when asked: allow, refuse, dismiss, or nothing. remember: they let
    it be remembered. clipboard: they give that, too. layout: the characters that the keyboard has;
    None for all. pastes: the window does. manager: a clipboard manager reads all that is new.
    hang: methods that are never answered.
    """

    def __init__(self) -> None:
        self.behaviour: dict[str, Any] = {
            "answer": "allow",
            "remember": True,
            "clipboard": True,
            "layout": None,
            "pastes": True,
            "manager": False,
            "hang": [],
            "grouped": False,
        }
        self.signal: Callable[[str, GLib.Variant], None] = lambda member, body: None
        self.session = ""
        self.asked: Callable[[], None] | None = None
        self._text = ""
        self._held: set[int] = set()
        self._clipboard: dict[str, bytes] = {}
        self._offered: list[str] = []
        self._ours = False
        self._serial = 0
        self._transfers: dict[int, dict[str, Any]] = {}

    def ask(self, known: bool, answered: Callable[[int], None]) -> None:
        """The person, unless they have allowed it before. The code goes to ``answered``."""
        if known:
            answered(0)
            return
        tell(question=True)
        self.asked = lambda: answered(0)
        codes = {"allow": 0, "refuse": 1, "dismiss": 2}
        if self.behaviour["answer"] in codes:
            answered(codes[self.behaviour["answer"]])

    def started(self) -> None:
        self._owner_changed()

    def key(self, keysym: int, state: int) -> None:
        tell(key=[keysym, state])
        if not state:
            self._held.discard(keysym)
            return
        self._held.add(keysym)
        shift, control = 0xFFE1 in self._held, 0xFFE3 in self._held
        if (shift and keysym == 0xFF63) or (shift and control and keysym == ord("v")):
            self._paste()
        elif keysym == 0xFF0D:
            self._typed("\n")
        else:
            code = Gdk.keyval_to_unicode(keysym)
            layout = self.behaviour["layout"]
            if code and (layout is None or chr(code) in layout):
                self._typed(chr(code))

    def copy(self, content: dict[str, bytes]) -> None:
        """Another program does."""
        self._clipboard, self._ours = content, False
        self._owner_changed()

    def offer(self, types: list[str]) -> None:
        self._offered, self._ours = types, bool(types)
        if not types:
            self._clipboard = {}
        self._owner_changed()
        if self.behaviour["manager"] and types:
            for mime_type in types:
                self.fetch(mime_type, lambda data: tell(history=len(data)))

    def fetch(self, mime_type: str, then: Callable[[bytes], None]) -> None:
        """As any program does that pastes."""
        if not self._ours:
            then(self._clipboard.get(mime_type, b""))
            return
        self._serial += 1
        self._transfers[self._serial] = {"then": then, "done": None, "data": None}
        body = GLib.Variant("(osu)", (self.session, mime_type, self._serial))
        self.signal("SelectionTransfer", body)

    def write(self, serial: int) -> int:
        reads, writes = os.pipe()
        transfer = self._transfers[serial]

        def read() -> None:
            with os.fdopen(reads, "rb") as file:
                data = file.read()
            GLib.idle_add(lambda: self._progress(serial, transfer, data=data))

        threading.Thread(target=read, daemon=True).start()
        return writes

    def write_done(self, serial: int, success: bool) -> None:
        self._progress(serial, self._transfers[serial], done=success)

    def read(self, mime_type: str) -> int:
        reads, writes = os.pipe()
        data = self._clipboard.get(mime_type, b"")

        def write() -> None:
            with os.fdopen(writes, "wb") as file:
                try:
                    file.write(data)
                except BrokenPipeError:
                    pass  # whoever read had enough

        threading.Thread(target=write, daemon=True).start()
        return reads

    def holds(self, mime_type: str) -> bool:
        return mime_type in self._clipboard

    def types(self) -> list[str]:
        return self._offered if self._ours else list(self._clipboard)

    def _progress(self, serial: int, transfer: dict[str, Any], **facts: Any) -> bool:
        transfer.update(facts)
        if transfer["done"] is False or (transfer["done"] and transfer["data"] is not None):
            self._transfers.pop(serial, None)
            if transfer["done"]:
                transfer["then"](transfer["data"])
        return False

    def _paste(self) -> None:
        if self.behaviour["pastes"]:
            self.fetch("text/plain;charset=utf-8", lambda data: self._typed(data.decode()))

    def _typed(self, text: str) -> None:
        self._text += text
        tell(text=self._text)

    def _owner_changed(self) -> None:
        types = GLib.Variant("as", self.types())
        if self.behaviour["grouped"]:  # as GNOME's
            types = GLib.Variant("(as)", (self.types(),))
        told = {"mime_types": types, "session_is_owner": GLib.Variant("b", self._ours)}
        tell(clipboard=self.types(), ours=self._ours)
        if self.session:
            self.signal("SelectionOwnerChanged", GLib.Variant("(oa{sv})", (self.session, told)))


class Face:
    """What both have: objects on the bus, files, the clipboard's calls, and the ways to end."""

    prefix = ""
    xml = ""

    def __init__(self, bus: Gio.DBusConnection, desktop: Desktop, interfaces: list[str]) -> None:
        self.bus = bus
        self.desktop = desktop
        self.client: str | None = None
        self._known = {
            info.name: info for info in Gio.DBusNodeInfo.new_for_xml(self.xml).interfaces
        }
        self._exported: dict[str, int] = {}
        desktop.signal = lambda member, body: self.emit(PATH, "Clipboard", member, body)
        for interface in interfaces:
            self.export(PATH, interface)

    def export(self, path: str, interface: str) -> None:
        info = self._known[f"{self.prefix}.{interface}"]
        number = self.bus.register_object(path, info, self._called, self._asked, None)
        if path != PATH:
            self._exported[path] = number

    def unexport(self, path: str) -> None:
        if path in self._exported:
            self.bus.unregister_object(self._exported.pop(path))

    def emit(self, path: str, interface: str, member: str, body: GLib.Variant | None) -> None:
        self.bus.emit_signal(self.client, path, f"{self.prefix}.{interface}", member, body)

    def close(self) -> None:
        """The desktop ends the session."""
        raise AssertionError

    def _asked(self, bus: Any, sender: str, path: str, interface: str, name: str) -> GLib.Variant:
        if name == "AvailableDeviceTypes":
            return GLib.Variant("u", 7)
        return GLib.Variant("u", 2 if interface.endswith(".RemoteDesktop") else 1)

    def _called(
        self,
        bus: Any,
        sender: str,
        path: str,
        interface: str,
        member: str,
        body: GLib.Variant,
        call: Gio.DBusMethodInvocation,
    ) -> None:
        if member in self.desktop.behaviour["hang"]:
            return
        own = getattr(self, member)
        if member == "Close":
            own(path, interface, call)
        else:
            own(call, *body.unpack())

    def _no(self, call: Gio.DBusMethodInvocation, said: str) -> None:
        call.return_dbus_error("org.freedesktop.portal.Error.Failed", said)

    def NotifyKeyboardKeysym(
        self, call: Any, session: str, options: Any, key: int, state: int
    ) -> None:
        if session != self.desktop.session:
            self._no(call, "Invalid session")
            return
        self.desktop.key(key, state)
        call.return_value(None)

    def RequestClipboard(self, call: Any, session: str, options: Any) -> None:
        call.return_value(None)

    def SetSelection(self, call: Any, session: str, options: dict[str, Any]) -> None:
        if session != self.desktop.session:
            self._no(call, "Invalid session")
            return
        call.return_value(None)
        self.desktop.offer(options["mime_types"])

    def SelectionWrite(self, call: Any, session: str, serial: int) -> None:
        self._file(call, self.desktop.write(serial))

    def SelectionWriteDone(self, call: Any, session: str, serial: int, success: bool) -> None:
        call.return_value(None)
        self.desktop.write_done(serial, success)

    def SelectionRead(self, call: Any, session: str, mime_type: str) -> None:
        if not self.desktop.holds(mime_type):
            self._no(call, "No such type")
            return
        self._file(call, self.desktop.read(mime_type))

    def _file(self, call: Any, number: int) -> None:
        files = Gio.UnixFDList.new_from_array([number])
        call.return_value_with_unix_fd_list(GLib.Variant("(h)", (0,)), files)


class Front(Face):
    prefix = FRONT
    xml = _FRONT_XML

    def __init__(self, bus: Gio.DBusConnection, desktop: Desktop, interfaces: list[str]) -> None:
        super().__init__(bus, desktop, interfaces)
        self._tokens: set[str] = set()
        self._known_session = False

    def CreateSession(self, call: Any, options: dict[str, Any]) -> None:
        self.client = call.get_sender()
        sender = self.client[1:].replace(".", "_")
        session = f"{PATH}/session/{sender}/{options['session_handle_token']}"
        self.desktop.session = session
        self.export(session, "Session")
        # A string and not an object path, as the real one has it.
        self._respond(call, options, 0, {"session_handle": GLib.Variant("s", session)})

    def SelectDevices(self, call: Any, session: str, options: dict[str, Any]) -> None:
        token = options.get("restore_token")
        tell(token=token, types=options["types"], persist=options.get("persist_mode"))
        if token is not None:
            try:
                uuid.UUID(token)
            except ValueError:
                call.return_dbus_error(
                    "org.freedesktop.portal.Error.InvalidArgument", "Restore token is invalid"
                )
                return
        self._known_session = token in self._tokens
        self._tokens.discard(token)
        self._respond(call, options, 0, {})

    def Start(self, call: Any, session: str, parent: str, options: dict[str, Any]) -> None:
        behaviour = self.desktop.behaviour
        handle = self._request(call, options)

        def answered(code: int) -> None:
            results = {}
            if code == 0:
                results["devices"] = GLib.Variant("u", 1)
                results["clipboard_enabled"] = GLib.Variant("b", behaviour["clipboard"])
                if behaviour["remember"]:
                    token = str(uuid.uuid4())
                    self._tokens.add(token)
                    results["restore_token"] = GLib.Variant("s", token)
            body = GLib.Variant("(ua{sv})", (code, results))
            self.emit(handle, "Request", "Response", body)
            self.unexport(handle)
            if code == 0:
                self.desktop.started()

        self.desktop.ask(self._known_session, answered)

    def Close(self, path: str, interface: str, call: Any) -> None:
        tell(withdrawn=interface.rpartition(".")[2])
        self.unexport(path)
        call.return_value(None)

    def close(self) -> None:
        session, self.desktop.session = self.desktop.session, ""
        self.emit(session, "Session", "Closed", GLib.Variant("(a{sv})", ({},)))
        self.unexport(session)

    def _request(self, call: Any, options: dict[str, Any]) -> str:
        sender = call.get_sender()[1:].replace(".", "_")
        handle = f"{PATH}/request/{sender}/{options['handle_token']}"
        self.export(handle, "Request")
        call.return_value(GLib.Variant("(o)", (handle,)))
        return handle

    def _respond(
        self, call: Any, options: dict[str, Any], code: int, results: dict[str, GLib.Variant]
    ) -> None:
        handle = self._request(call, options)
        self.emit(handle, "Request", "Response", GLib.Variant("(ua{sv})", (code, results)))
        self.unexport(handle)


class Back(Face):
    prefix = BACK
    xml = _BACK_XML

    def __init__(self, bus: Gio.DBusConnection, desktop: Desktop, interfaces: list[str]) -> None:
        super().__init__(bus, desktop, interfaces)
        self._restored = False

    def CreateSession(
        self, call: Any, handle: str, session: str, app: str, options: dict[str, Any]
    ) -> None:
        self.desktop.session = session
        self.export(session, "Session")
        self._respond(call, 0, {"session_id": GLib.Variant("s", "1")})

    def SelectDevices(
        self, call: Any, handle: str, session: str, app: str, options: dict[str, Any]
    ) -> None:
        self._restored = "restore_data" in options
        tell(
            token=options.get("restore_data"),
            types=options["types"],
            persist=options.get("persist_mode"),
        )
        self._respond(call, 0, {})

    def Start(
        self, call: Any, handle: str, session: str, app: str, parent: str, options: Any
    ) -> None:
        behaviour = self.desktop.behaviour

        def answered(code: int) -> None:
            results = {}
            if code == 0:
                results["devices"] = GLib.Variant("u", 1)
                results["clipboard_enabled"] = GLib.Variant("b", behaviour["clipboard"])
                if behaviour["remember"]:
                    results["persist_mode"] = GLib.Variant("u", 2)
                    results["restore_data"] = _RESTORE_DATA
            self.unexport(handle)
            self._respond(call, code, results)
            if code == 0:
                self.desktop.started()

        self.export(handle, "Request")
        self.desktop.ask(self._restored, answered)

    def Close(self, path: str, interface: str, call: Any) -> None:
        tell(withdrawn=interface.rpartition(".")[2])
        self.unexport(path)
        call.return_value(None)

    def close(self) -> None:
        session, self.desktop.session = self.desktop.session, ""
        self.emit(session, "Session", "Closed", None)
        self.unexport(session)

    def _respond(self, call: Any, code: int, results: dict[str, GLib.Variant]) -> None:
        call.return_value(GLib.Variant("(ua{sv})", (code, results)))


def main(face: str, interfaces: list[str]) -> None:
    desktop = Desktop()
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    made = {"front": Front, "back": Back}[face](bus, desktop, interfaces)
    loop = GLib.MainLoop()

    def do(wanted: dict[str, Any]) -> None:
        if "behave" in wanted:
            desktop.behaviour |= wanted["behave"]
        if "copy" in wanted:
            desktop.copy({name: bytes.fromhex(data) for name, data in wanted["copy"].items()})
        if "paste" in wanted:
            mime_type = wanted["paste"]
            desktop.fetch(mime_type, lambda data: tell(pasted=data.hex(), type=mime_type))
        if "close" in wanted:
            made.close()
        if "allow" in wanted and desktop.asked is not None:
            desktop.asked()
        tell(done=wanted["number"])

    read = b""

    def ready(source: int, condition: GLib.IOCondition) -> bool:
        nonlocal read
        data = os.read(source, 1 << 20)
        if not data:
            loop.quit()
            return False
        read += data
        *lines, read = read.split(b"\n")
        for line in lines:
            do(json.loads(line))
        return True

    GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, ready)
    name = f"{FRONT}.Desktop" if face == "front" else BACK_NAME
    Gio.bus_own_name_on_connection(
        bus, name, Gio.BusNameOwnerFlags.NONE, lambda *_: tell(done=0), lambda *_: loop.quit()
    )
    loop.run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
