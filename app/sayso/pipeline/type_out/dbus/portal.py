"""Into the focused window through the desktop's portal for remote control (RemoteDesktop).

What is left on a Wayland desktop that lets no client type: GNOME's and KDE's. The person is asked
once; after that a token (`restore_token`) opens the session silently, where the portal knows such
tokens (version 2 of the interface).

With the clipboard, where the portal has one and the person allows it: the text is offered,
Shift+Insert pressed (in terminals Ctrl+Shift+V, since theirs pastes the primary selection, which no
portal reaches), and the window's request for it, which comes after the chord, is what confirms it.
Then the clipboard is given back, if it is still ours.

Two limits: a terminal that is not known to be one (``target`` is None where the desktop does not
tell) pastes what is in its primary selection, and the text is then said not to have been taken; and
before the first text of a session only the usual forms of what was copied are known, since the
portal says nothing of it that early.

Else key by key, which is never confirmed. Both GNOME (mutter, meta-virtual-input-device-native.c:
"No keycode found for keyval … in current group") and KDE drop a keysym that the layout in use has
not: GSConnect/gnome-shell-extension-gsconnect issue 1208, TigerVNC/tigervnc issue 1991,
keepassxreboot/keepassxc issue 13673; and KDE was seen to mix up shifted ones on layouts other than
us (ilysenko/codex-desktop-linux pull request 174). So what went in has to be read back.

A modifier that the person holds counts for these keys as for their own, and no portal tells whether
one is held: unlike elsewhere nothing waits for its release.

Run against xdg-desktop-portal 1.16 and 1.18 with a stand-in for the desktop behind it, and against
a stand-in for both. Not run: GNOME's and KDE's own parts, with their windows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sayso.core.errors import WayUnavailable
from sayso.core.ports import Clock, Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.dbus import keysyms
from sayso.pipeline.type_out.dbus.portal_session import REFUSED, NotAllowed
from sayso.pipeline.type_out.dbus.portal_worker import PASTE_SECONDS, PortalWorker, SessionEnded
from sayso.pipeline.type_out.dbus.restore_token import RestoreToken

_Answer = TypeVar("_Answer")

ANSWER_SECONDS = 60.0
"""How long the person may take to answer the desktop's question."""


class Portal:
    """A `sayso.core.ports.Way`. Has a thread from the first text on until `close`, because what is
    given back to the clipboard is asked of us for as long as it lies there.

    ``address``: of the session bus, as in DBUS_SESSION_BUS_ADDRESS. ``token_file``: where the
    desktop's permission is kept.
    """

    def __init__(
        self,
        clock: Clock,
        address: str,
        token_file: Path,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        paste_seconds: float = PASTE_SECONDS,
    ) -> None:
        self._clock = clock
        self._address = address
        self._token = RestoreToken(token_file)
        self._answer_seconds = answer_seconds
        self._paste_seconds = paste_seconds
        self._lock = threading.Lock()
        self._worker: PortalWorker | None = None
        self._refused = False
        self._closed = False

    def insert(self, text: str, target: Target | None) -> Insertion:
        """Raises WayUnavailable where there is no portal, or the person does not allow it, who is
        not asked again until Sayso is started anew; FocusMoved where they had to answer first."""

        def put(worker: PortalWorker) -> Insertion:
            worker.require(asked_for=target)
            if worker.clipboard is not None:
                return worker.paste(worker.clipboard, text, target)
            return worker.type(text)

        return self._do(put)

    def press_enter(self, target: Target | None) -> None:
        def press(worker: PortalWorker) -> None:
            worker.require(asked_for=target)
            worker.press(keysyms.RETURN)

        self._do(press)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def _do(self, work: Callable[[PortalWorker], _Answer]) -> _Answer:
        if self._refused:
            raise WayUnavailable(REFUSED)
        with self._lock:
            if self._closed:
                raise WayUnavailable("Sayso is ending, so nothing is typed any more.")
            if self._worker is None or self._worker.ended:
                self._worker = PortalWorker(
                    self._clock,
                    self._address,
                    self._token,
                    self._answer_seconds,
                    self._paste_seconds,
                )
            worker = self._worker
        try:
            try:
                return worker.call(work)
            except SessionEnded:
                return worker.call(work)  # in a new one, which the token opens
        except NotAllowed:
            self._refused = True
            raise
