"""The third step: the key to hold."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from sayso.control import key_conflicts
from sayso.core.errors import HotkeyError, SettingsError
from sayso.core.events import Event, SettingsChanged
from sayso.desktop.aside import Aside, Asks
from sayso.desktop.backend import Backend
from sayso.desktop.first_run.key_capture import KeyCapture
from sayso.desktop.first_run.key_words import clash
from sayso.desktop.first_run.step import Said, Step, button, row, show_page
from sayso.desktop.first_run.system_pages import Page, address
from sayso.desktop.parts import TextBox, Words
from sayso.desktop.quiet import Quiet
from sayso.desktop.sentences import said
from sayso.desktop.theme import Meaning
from sayso.desktop.wording import translate

_log = logging.getLogger(__name__)

BINDINGS = (
    "bindsym --no-repeat Ctrl+F9 exec sayso start\nbindsym --release Ctrl+F9 exec sayso stop\n"
)
"""For sway; other compositors have their own words for the same."""


class KeyStep(Step):
    """A key is pressed, looked at, tried out and kept. Where none can be listened to, as on most
    of Wayland, it says how the desktop itself calls Sayso."""

    def __init__(self, backend: Backend, aside: Asks, always: Aside) -> None:
        """``always``: answers also when the window is gone."""
        super().__init__(
            translate("FirstRun", "Which key do you want to hold?"),
            translate(
                "FirstRun",
                "Hold it, speak, and let go: what you said stands where you were typing. A short"
                " tap goes on listening until the next one.",
            ),
        )
        self._backend = backend
        self._aside = aside
        self._quiet = Quiet(backend, always, _no_quiet)
        self._why_none = backend.keys.why_none()
        self.capture = KeyCapture(backend.keys.system, backend.keys.default)
        self.capture.set_key(backend.preferences.settings.trigger.hotkey)
        self.capture.captured.connect(self._captured)
        self.capture.refused.connect(self._refuse)
        self.capture.recording_changed.connect(self._recording)
        self.hint = Words(
            translate(
                "FirstRun",
                "Press the button, then the key that you want, or several at once. If nothing"
                " happens, another program has that key.",
            )
        )
        self.told = Said()
        self._pages: list[QWidget] = []
        for page, text in (
            (Page.ACCESSIBILITY, translate("FirstRun", "Open &Accessibility…")),
            (Page.INPUT_MONITORING, translate("FirstRun", "Open &Input Monitoring…")),
        ):
            opens = button(text)
            opens.clicked.connect(partial(show_page, address(page, backend.keys.system)))
            opens.hide()
            self._pages.append(opens)
        self.how = Words(
            translate(
                "FirstRun",
                "On this desktop only the desktop itself may listen for keys. In its keyboard"
                " settings, add a shortcut for the command sayso toggle: press it once to begin and"
                " once to end. In sway, which knows of letting go, these lines make a key to"
                " hold:",
            )
        )
        self.lines = TextBox(lines=2)
        self.lines.setAccessibleName(translate("FirstRun", "Lines for the configuration of sway"))
        self.lines.show_text(BINDINGS.strip())
        self.copy = button(translate("FirstRun", "&Copy these lines"))
        self.copy.clicked.connect(self._copy)
        for widget in (self.capture, self.hint, self.how, self.lines):
            self.body.addWidget(widget)
        self.body.addLayout(row(self.copy))
        self.body.addWidget(self.told)
        self.body.addLayout(row(*self._pages))
        self.body.addStretch(1)
        none = bool(self._why_none)
        for instead in (self.how, self.lines, self.copy):
            instead.setVisible(none)
        self.capture.setHidden(none)
        self.hint.setHidden(none)

    @property
    def first(self) -> QWidget:
        return self.copy if self._why_none else self.capture

    def enter(self) -> None:
        hotkey = self._backend.preferences.settings.trigger.hotkey
        self.capture.set_key(hotkey)
        if self._why_none:
            return
        if self._backend.keys.system == "macos":
            # There, the permission may be lacking; elsewhere the key is our own already.
            self._aside.ask(
                "permission to listen",
                lambda: self._backend.keys.try_out(hotkey),
                lambda _: self._show_pages(False),
                self._refused,
            )
        elif not self.told.said:
            self._tell_clash(hotkey)

    def leave(self) -> None:
        self.capture.stop()

    def happened(self, event: Event) -> None:
        if isinstance(event, SettingsChanged) and "hotkey" in event.keys:
            self.capture.set_key(self._backend.preferences.settings.trigger.hotkey)

    def _recording(self, on: bool) -> None:
        self._quiet.want(on)
        if on:
            self.told.say("")

    def _refuse(self, sentence: str) -> None:
        self.told.say(sentence, Meaning.WRONG)

    def _captured(self, hotkey: str) -> None:
        keys, settings = self._backend.keys, self._backend.preferences.settings
        if self._forbidden(hotkey):
            return
        same = keys.chord(hotkey) == keys.chord(settings.trigger.hotkey)

        def keep() -> None:
            if not same:  # our own grab of it would be in the way
                keys.try_out(hotkey)
            self._backend.preferences.change({"hotkey": hotkey})

        self._aside.ask("another key", keep, lambda _: self._kept(hotkey), self._refused)

    def _forbidden(self, hotkey: str) -> bool:
        if key_conflicts.forbids(self._use(hotkey)):
            self._tell_clash(hotkey)
            self._set_back()
            return True
        return False

    def _kept(self, hotkey: str) -> None:
        self._show_pages(False)
        if self._use(hotkey) is None:
            label = said(self._backend.keys.label(hotkey))
            self.told.say(translate("FirstRun", "{key} it is.").format(key=label), Meaning.WELL)
        else:
            self._tell_clash(hotkey)

    def _refused(self, error: Exception) -> None:
        self._refuse(said(str(error)))
        self._show_pages(isinstance(error, HotkeyError))
        self._set_back()

    def _set_back(self) -> None:
        self.capture.set_key(self._backend.preferences.settings.trigger.hotkey)

    def _use(self, hotkey: str) -> key_conflicts.Use | None:
        keys, trigger = self._backend.keys, self._backend.preferences.settings.trigger
        try:
            chord = keys.chord(hotkey)
        except SettingsError:
            return None
        return key_conflicts.use(chord, keys.undo_chord(trigger.undo_hotkey), keys.system)

    def _tell_clash(self, hotkey: str) -> None:
        what = self._use(hotkey)
        if what is None:
            return
        meaning = Meaning.WRONG if key_conflicts.forbids(what) else Meaning.CARE
        self.told.say(clash(what, said(self._backend.keys.label(hotkey))), meaning)

    def _show_pages(self, wanted: bool) -> None:
        for page in self._pages:
            page.setVisible(wanted and self._backend.keys.system == "macos")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(BINDINGS)
        self.told.say(translate("FirstRun", "The lines are on the clipboard."), Meaning.WELL)


def _no_quiet(error: Exception) -> None:
    """What was pressed is captured all the same."""
    _log.warning("the keys could not be given up or taken back: %s", error)
