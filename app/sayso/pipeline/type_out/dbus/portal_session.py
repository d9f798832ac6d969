"""One session with the RemoteDesktop portal: asking for it, its keys, and how it ends.

As published: org.freedesktop.portal.RemoteDesktop (versions 1 and 2), Request and Session of
xdg-desktop-portal. What a call leads to comes later, by the Response of a Request object, whose
path is known before the call (the caller's name and a token), so that none is missed.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any, TypeAlias

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    new_method_call,
)

from sayso.core.errors import WayUnavailable
from sayso.core.ports import Clock
from sayso.pipeline.type_out.dbus.connection import Bus, BusError, BusGone, BusTimeout
from sayso.pipeline.type_out.dbus.restore_token import RestoreToken

_log = logging.getLogger(__name__)

DESKTOP = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop")
CLIPBOARD = "org.freedesktop.portal.Clipboard"
_REMOTE = "org.freedesktop.portal.RemoteDesktop"
_REQUEST = "org.freedesktop.portal.Request"
_SESSION = "org.freedesktop.portal.Session"

_KEYBOARD = 1
_NO = 1
"""The Response's code when the person said no."""

_UNTIL_REVOKED = 2
"""persist_mode: the person is asked once."""

SECONDS = 2.0
"""For what needs no person."""

START_SECONDS = 5.0
"""D-Bus may have to start the portal first."""

Options: TypeAlias = dict[str, tuple[str, Any]]
"""As D-Bus has an ``a{sv}``: signature and value, by name."""


class NotAllowed(WayUnavailable):
    """The person said no."""


class PortalSession:
    """On one thread. `open` first. ``bus`` must take files.

    clipboard: the person lets us have it. asked: seconds that `open` waited for their answer.
    """

    def __init__(self, bus: Bus, clock: Clock, token: RestoreToken) -> None:
        self._bus = bus
        self._clock = clock
        self._token = token
        self.handle = ""
        self.clipboard = False
        self.asked = 0.0

    def open(self, answer_seconds: float) -> None:
        """Raises WayUnavailable, and NotAllowed where the person does not want it."""
        try:
            self._open(answer_seconds)
        except BusError as error:
            self.end()
            raise WayUnavailable(_NO_ANSWER) from error
        except WayUnavailable:
            self.end()
            raise

    def _open(self, answer_seconds: float) -> None:
        version = self._begin()
        self._select_devices(version)
        wants_clipboard = self._request_clipboard()
        before = self._clock()
        code, results = self._request(
            "Start", "osa{sv}", self.handle, "", within=answer_seconds, slow=_NOBODY_ANSWERED
        )
        self.asked = self._clock() - before
        if code == 0 and not results.get("devices", 0) & _KEYBOARD:
            code = _NO  # all but what was asked for
        if code == _NO:
            self._token.forget()
            raise NotAllowed(REFUSED)
        if code != 0:
            raise WayUnavailable(_NO_ANSWER)
        self._token.keep(str(results.get("restore_token", "")))
        self.clipboard = wants_clipboard and bool(results.get("clipboard_enabled", False))

    def key(self, keysym: int, pressed: bool) -> None:
        """Raises BusError, also where the desktop has ended the session."""
        self.call(_REMOTE, "NotifyKeyboardKeysym", "oa{sv}iu", {}, keysym, int(pressed))

    def call(self, interface: str, member: str, signature: str, *body: Any) -> tuple[Any, ...]:
        """With the session as the first argument. Raises BusError."""
        return self._bus.call(
            *DESKTOP, interface, member, signature, self.handle, *body, seconds=SECONDS
        )

    def sync(self) -> None:
        """When it returns, all that the portal said before has come. Raises BusError."""
        self._property(_REMOTE, "version")

    def end(self) -> None:
        """The desktop lets go of what we hold down. Raises nothing."""
        if self.handle:
            self._close(self.handle, _SESSION)

    def ends(self, message: Message) -> bool:
        """Whether this is the desktop's word that the session is over."""
        fields = message.header.fields
        said = [fields.get(part) for part in (HeaderFields.interface, HeaderFields.member)]
        return said == [_SESSION, "Closed"] and self.handle == fields.get(HeaderFields.path)

    def _begin(self) -> int:
        """The interface's version."""
        try:
            version = int(self._property(_REMOTE, "version"))
            devices = int(self._property(_REMOTE, "AvailableDeviceTypes"))
        except (BusGone, BusTimeout):
            raise
        except BusError as error:
            raise WayUnavailable(_MISSING) from error
        if not devices & _KEYBOARD:
            raise WayUnavailable(_MISSING)
        for rule in (
            MatchRule(type="signal", sender=DESKTOP[0], interface=_REQUEST),
            MatchRule(type="signal", sender=DESKTOP[0], interface=_SESSION),
            MatchRule(type="signal", sender=DESKTOP[0], interface=CLIPBOARD),
        ):
            self._bus.subscribe(rule, seconds=SECONDS)
        ours: Options = {"session_handle_token": ("s", _new_name())}
        code, results = self._request("CreateSession", "a{sv}", options=ours)
        if code != 0:
            raise WayUnavailable(_NO_ANSWER)
        self.handle = str(results["session_handle"])
        return version

    def _select_devices(self, version: int) -> None:
        ours: Options = {"types": ("u", _KEYBOARD)}
        if version >= 2:
            ours["persist_mode"] = ("u", _UNTIL_REVOKED)
            if kept := self._token.read():
                ours["restore_token"] = ("s", kept)
        try:
            code, _ = self._request("SelectDevices", "oa{sv}", self.handle, options=ours)
        except BusError as error:
            if "restore_token" not in ours or not error.name:
                raise
            # It is not one that this portal could have given.
            _log.info("the portal does not take its restore token: %s", error.name)
            self._token.forget()
            del ours["restore_token"]
            code, _ = self._request("SelectDevices", "oa{sv}", self.handle, options=ours)
        if code != 0:
            raise WayUnavailable(_NO_ANSWER)

    def _request_clipboard(self) -> bool:
        """False: this desktop's portal has none."""
        try:
            self._property(CLIPBOARD, "version")
            self.call(CLIPBOARD, "RequestClipboard", "oa{sv}", {})
        except (BusGone, BusTimeout):
            raise
        except BusError as error:
            _log.debug("no clipboard by the portal: %s", error.name)
            return False
        return True

    def _property(self, interface: str, name: str) -> Any:
        (found,) = self._bus.call(
            *DESKTOP,
            "org.freedesktop.DBus.Properties",
            "Get",
            "ss",
            interface,
            name,
            seconds=START_SECONDS,
        )
        return found[1]

    def _request(
        self,
        member: str,
        signature: str,
        *body: Any,
        options: Options | None = None,
        within: float = SECONDS,
        slow: str = "",
    ) -> tuple[int, dict[str, Any]]:
        """The Response: its code (0 done, 1 the person said no, 2 ended in another way) and its
        results. ``slow``: what to say where it did not come in time."""
        token = _new_name()
        sender = self._bus.name.removeprefix(":").replace(".", "_")
        handles = {f"{DESKTOP[1]}/request/{sender}/{token}"}
        ours: Options = {"handle_token": ("s", token), **(options or {})}
        deadline = self._clock() + within
        (handle,) = self._bus.call(
            *DESKTOP, _REMOTE, member, signature, *body, ours, seconds=min(within, SECONDS)
        )
        handles.add(handle)  # portals before 0.9 choose their own
        try:
            answer = self._bus.next(lambda message: _responds(message, handles), deadline)
        except BusTimeout as error:
            self._close(handle, _REQUEST)
            raise WayUnavailable(slow or _NO_ANSWER) from error
        code, results = answer.body
        return int(code), {name: value for name, (_, value) in results.items()}

    def _close(self, handle: str, interface: str) -> None:
        """A question that is on the screen, or a session."""
        address = DBusAddress(handle, DESKTOP[0], interface)
        try:
            self._bus.send(new_method_call(address, "Close"))
        except BusError as error:
            _log.debug("%s stays: %s", handle, error)


def _new_name() -> str:
    """Of a request or a session: the portal keeps those apart by what we call them."""
    return f"sayso_{secrets.token_hex(8)}"


def _responds(message: Message, handles: set[str]) -> bool:
    fields = message.header.fields
    return (
        message.header.message_type is MessageType.signal
        and fields.get(HeaderFields.member) == "Response"
        and fields.get(HeaderFields.path) in handles
    )


_MISSING = (
    "This desktop's portal does not let programs type; install xdg-desktop-portal and its part for "
    "your desktop, or set typing to copy."
)
_NO_ANSWER = "The desktop's portal does not answer as it should; set typing to copy for now."
_NOBODY_ANSWERED = (
    "The desktop asked whether Sayso may control the keyboard, and nobody answered; "
    "dictate again and allow it."
)
REFUSED = (
    "The desktop was told not to let Sayso control the keyboard; "
    "start Sayso again to be asked again, or set typing to copy."
)
