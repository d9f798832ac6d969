"""After the four steps: where Sayso is from now on."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from sayso.desktop.first_run.picture import TrayPicture, edge
from sayso.desktop.first_run.step import Step
from sayso.desktop.parts import Words
from sayso.desktop.wording import translate


class EndStep(Step):
    """A picture of where the tray icon is; without a tray, of the small window."""

    def __init__(self, system: str, *, tray: bool) -> None:
        super().__init__(
            translate("FirstRun", "Sayso is at your service"),
            _where(system) if tray else _without_tray(),
        )
        screen = QGuiApplication.primaryScreen()
        where = edge(screen.geometry(), screen.availableGeometry(), system)
        self.picture = TrayPicture(where, system, tray=tray)
        self.picture.setAccessibleName(
            translate("FirstRun", "Picture: a screen, and a ring around Sayso's icon in the panel")
            if tray
            else translate("FirstRun", "Picture: a screen with Sayso's small window")
        )
        self.more = Words(
            translate(
                "FirstRun",
                "Its menu has the microphone, the language, the models, your last texts and the"
                " settings. A red square in its place means that the microphone is open.",
            )
            if tray
            else translate(
                "FirstRun",
                "It takes no focus, so leave it wherever it is not in the way, or minimise it. A"
                " red square in it means that the microphone is open.",
            )
        )
        self.body.addWidget(self.picture)
        self.body.addWidget(self.more)
        self.body.addStretch(1)

    @property
    def next_text(self) -> str:
        return translate("FirstRun", "&Finish")


def _where(system: str) -> str:
    match system:
        case "windows":
            return translate(
                "FirstRun",
                "Its icon is at the end of the taskbar. Windows hides new ones behind the arrow"
                " there: drag it out, and it stays in sight.",
            )
        case "macos":
            return translate(
                "FirstRun", "Its icon is in the menu bar, in the upper corner of the screen."
            )
        case _:
            return translate(
                "FirstRun", "Its icon is in the panel of your desktop, mostly beside the clock."
            )


def _without_tray() -> str:
    return translate(
        "FirstRun",
        "This desktop has no tray, so Sayso's small window stays. Start Sayso once more, and it"
        " comes to the front; close it, and Sayso quits.",
    )
