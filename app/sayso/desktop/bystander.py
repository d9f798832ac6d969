"""A window that can be there without the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from sayso.desktop.parts import Growing

_STAY_BACK_MS = 1000
"""A menu of the desktop's that closes gives the focus to who had it before; by then it has."""


class Bystander(Growing):
    """It has two ways to be there. As a status display (`show_quietly`) it takes no focus, not even
    when it is clicked, so that the text goes where the person was typing. Brought forward
    (`come_forward`) it is a window like any other and can be used by keyboard alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self._stays_back = QTimer(self)
        self._stays_back.setSingleShot(True)
        self._away = False

    def show_quietly(self) -> None:
        """As a status display: the focus stays where it is."""
        self._accept_focus(False)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, True)
        self.show()

    def come_forward(self) -> None:
        """To be used: in front of all other windows, with the focus."""
        self._stays_back.stop()
        self._away = False
        self._accept_focus(True)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def step_back(self, *, and_stay: bool = False) -> None:
        """Give the focus back to the window that had it before, until `come_back`.

        and_stay: if the focus comes within a moment, too, as from a menu that was in between.
        On Wayland the window is not to be seen meanwhile: it has no say in who has the focus there,
        and sway gives it to whatever is shown anew. Elsewhere it stays visible.
        """
        if and_stay:
            self._stays_back.start(_STAY_BACK_MS)
        if self.isVisible() and self._has_focus() and _shown_with_focus():
            self._away = True
            self.hide()
        else:
            self.leave_focus()

    def come_back(self) -> None:
        """What the focus was given back for is over."""
        if self._away:
            self._away = False
            self.show_quietly()

    def leave_focus(self) -> None:
        """Once, where the window has it."""
        if self.isVisible() and self._has_focus():
            # A window cannot say who is to have the focus; the desktop does, when this one goes.
            self.hide()
            self.show_quietly()

    def _accept_focus(self, wanted: bool) -> None:
        # On the QWindow and not the widget: QWidget.setWindowFlag would hide the window.
        if self.windowHandle() is None:
            self.winId()
        self.windowHandle().setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, not wanted)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        comes = event.type() is QEvent.Type.ActivationChange and self.isActiveWindow()
        if comes and self._stays_back.isActive():
            # Not at once: Qt and the desktop are in the midst of giving it the focus.
            QTimer.singleShot(0, self._step_back_now)

    def _has_focus(self) -> bool:
        # A window that gets the focus again as soon as it has lost it is not active to Qt, which
        # on X11 waits 0.4 s before it believes the loss.
        return self.isActiveWindow() or QGuiApplication.focusWindow() == self.windowHandle()

    def _step_back_now(self) -> None:
        if self._stays_back.isActive():  # it may have been wanted since
            self.leave_focus()


def _shown_with_focus() -> bool:
    """Whether this desktop has no windows that are shown without the focus."""
    return QGuiApplication.platformName().startswith("wayland")
