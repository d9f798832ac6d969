"""When the pill is there, and with what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from sayso.core.events import (
    Activity,
    DictationEnded,
    Event,
    Level,
    Notice,
    SpeechLevel,
    TextInserted,
    TextTakenBack,
    TextWaits,
    UtteranceRecognized,
)
from sayso.core.ports import Clock
from sayso.core.spot import Spot
from sayso.desktop.aside import Aside
from sayso.desktop.overlay.face import (
    Face,
    Moment,
    Sign,
    copied,
    discarded,
    face,
    nothing_heard,
    taken_back,
    told,
    waits,
    well,
)
from sayso.desktop.overlay.levels import Levels
from sayso.desktop.overlay.motion import Motion
from sayso.desktop.overlay.pill import Laid, Pill
from sayso.desktop.overlay.stages import LayerStage, Stage, WindowStage
from sayso.desktop.sentences import said
from sayso.desktop.shown import Shown, meter
from sayso.settings.schema import Look

_CLOCK, _LONG_CLOCK = "0:00", "00:00"
"""Room is kept for the widest, so that nothing moves with each second."""

_TEN_MINUTES = 600

_WIDEST = 640.0
"""Pixels, where the screen has as many."""

_BETWEEN_REPAINTS = 0.05
"""Seconds: frames that were late come in a heap."""

_HINTS = 5
"""Dictations of each run that tell what Escape and a tap do; then one knows, and the pill is calmer
for it."""

_LATEST_ANSWER = 0.5
"""Seconds after the beginning: where the person writes is told in some hundredths. Later, a sign
that jumps would be worse than one in the wrong place."""


class Overlay(QObject):
    """Everything in the main thread. Nothing runs while nothing is shown.

    Whoever has it calls `show_state` and `happened` for each event, in any order.

    Signals:
        unavailable(str): a sentence: why nothing can be shown on this desktop. Then it is not tried
            again before `apply`.
    """

    unavailable = Signal(str)

    def __init__(
        self,
        look: Look,
        ask_spot: Callable[[bool], Spot],
        aside: Aside,
        *,
        clock: Clock | None = None,
        stage: Callable[[Callable[[QPainter], None]], Stage] | None = None,
    ) -> None:
        """ask_spot: ``Backend.spot``; called off the main thread, by ``aside``. clock, stage: other
        ones than Qt's and the desktop's."""
        super().__init__()
        self._look = look
        self._ask_spot = ask_spot
        self._aside = aside
        self._clock = clock or _qt_clock()
        self._make_stage = stage or self._desktop_stage
        self._stage: Stage | None = None
        self._layer = QGuiApplication.platformName() == "wayland"
        self._impossible = False
        self._motion = Motion()

        self._shown = Shown()
        self._levels = Levels()
        self._moment: Moment | None = None
        self._fate: Moment | None = None  # what became of what was said last
        self._has_words = False  # whether `spoken` is of this dictation
        self._spot = Spot()
        self._began = 0.0
        self._painted = 0.0
        self._dictation = 0  # counts them, for answers that come late
        self._pill = Pill()
        self._laid: Laid | None = None
        self._laid_clock = _CLOCK

        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.timeout.connect(self._moment_over)
        self._tick = QTimer(self)  # the seconds go on even if no sound comes
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._repaint_moving)

    @property
    def visible(self) -> bool:
        return self._laid is not None

    @property
    def face(self) -> Face | None:
        """What is to be seen; None: nothing."""
        return self._laid.face if self._laid is not None else None

    @property
    def stage(self) -> Stage | None:
        """None before anything was shown."""
        return self._stage

    def prepare(self) -> None:
        """When nobody waits: what would keep the first pill from the screen for some hundredths of
        a second."""
        if self._seen:
            self._motion.ask()
            self._ready()
            some = Face(Sign.LISTENING, "Sayso", "Sayso", wave=True)
            laid = self._pill.lay_out(some, widest=_WIDEST, mirrored=False)
            picture = QImage(laid.size, QImage.Format.Format_ARGB32_Premultiplied)
            painter = QPainter(picture)
            self._pill.paint(painter, laid, self._levels, "0:00", still=True)
            painter.end()

    def show_state(self, shown: Shown) -> None:
        before, self._shown = self._shown, shown
        listens = shown.activity is Activity.LISTENING
        begins = listens and before.activity is not Activity.LISTENING
        if begins:
            self._begin()
        elif shown.activity is Activity.IDLE and before.activity is not Activity.IDLE:
            self._end()
        if listens and self._seen:
            if not self._tick.isActive():
                self._tick.start()
        else:
            self._tick.stop()
        self._refresh()
        if begins and self._seen:
            self._ask()

    def happened(self, event: Event) -> None:
        match event:
            case SpeechLevel():
                self._hear(event)
            case UtteranceRecognized():
                self._has_words = self._has_words or bool(event.text.strip())
                self._refresh()
            case TextInserted():
                self._became(copied() if event.copied else well())
            case TextTakenBack() if self._shown.activity is Activity.IDLE:
                self._set_moment(taken_back())  # by its key, with the eyes elsewhere
            case TextTakenBack():
                self._became(taken_back())
            case TextWaits() if event.text:
                self._became(waits())
            case DictationEnded(discarded=True):
                self._became(discarded())
            case Notice():
                self._tell(event)
            case _:
                pass

    def apply(self, look: Look) -> None:
        """The settings, from now on."""
        moved = (look.overlay, look.overlay_screen) != (
            self._look.overlay,
            self._look.overlay_screen,
        )
        self._look = look
        self._impossible = False
        self._motion.ask()
        if moved and self.visible:
            self._hide()
        self._refresh(again=True)

    def close(self) -> None:
        self._leave.stop()
        self._tick.stop()
        self._laid = None
        if self._stage is not None:
            self._stage.close()
            self._stage = None

    # What happens

    @property
    def _seen(self) -> bool:
        return self._look.overlay != "off" and not self._impossible

    @property
    def _still(self) -> bool:
        wanted = self._look.reduce_motion
        return self._motion.less if wanted == "auto" else wanted == "yes"

    def _begin(self) -> None:
        self._dictation += 1
        self._moment = self._fate = None
        self._has_words = False
        self._leave.stop()
        self._levels.clear()
        self._began = self._clock()

    def _ask(self) -> None:
        """Once the pill is there."""
        self._motion.ask()
        if self._ready().asks:
            number = self._dictation
            caret = self._look.overlay == "caret"
            self._aside.ask(
                "caret",
                lambda: self._ask_spot(caret),
                lambda spot: self._found(number, spot),
                lambda error: None,
            )

    def _found(self, number: int, spot: Spot) -> None:
        if number != self._dictation or self._clock() - self._began > _LATEST_ANSWER:
            return
        if spot != self._spot:
            self._spot = spot
            self._refresh(again=True)

    def _end(self) -> None:
        """What is told already is told to its end; else what became of the words, for a moment."""
        if self._moment is None:
            self._set_moment(self._fate or (None if self._has_words else nothing_heard()))

    def _became(self, fate: Moment) -> None:
        """Texts go in one by one while one still speaks: only the last counts."""
        self._fate = fate
        if self._shown.activity is Activity.IDLE and self.visible and not self._telling:
            self._set_moment(fate)

    @property
    def _telling(self) -> bool:
        return self._moment is not None and self._moment.is_notice

    def _tell(self, notice: Notice) -> None:
        """What is only worth knowing is told to those who look here anyway."""
        busy = self._shown.activity is not Activity.IDLE
        if notice.level is not Level.INFO or busy or self.visible:
            self._set_moment(told(notice.level, said(notice.text)))
            if notice.level is Level.ERROR and self._stage is not None and self._seen:
                self._stage.announce(said(notice.text))

    def _set_moment(self, moment: Moment | None) -> None:
        self._moment = moment if self._seen else None
        if self._moment is not None:
            self._leave.start(round(self._moment.seconds * 1000))
        self._refresh()

    def _moment_over(self) -> None:
        self._moment = None
        self._refresh()

    def _hear(self, level: SpeechLevel) -> None:
        if self._shown.activity is not Activity.LISTENING:
            return
        bar, step = self._levels.add(meter(level.rms))
        if step if self._still else bar:
            self._repaint_moving()

    # What is seen

    def _refresh(self, *, again: bool = False) -> None:
        """``again``: although the face is the same."""
        preview = self._shown.spoken if self._look.overlay_preview and self._has_words else ""
        # On Wayland Escape belongs to the windows, and the key to the compositor.
        hints = self._dictation <= _HINTS and not self._layer
        wanted = face(self._shown, self._moment, preview=preview, hints=hints)
        if not self._seen:  # and a moment that is over by then is not to come back
            self._moment = None
            self._leave.stop()
            self._tick.stop()
        if wanted is None or not self._seen:
            self._hide()
            return
        if self._laid is not None and wanted == self._laid.face and not again:
            return
        stage = self._ready()
        self._laid_clock = _LONG_CLOCK if self._seconds >= _TEN_MINUTES else _CLOCK
        self._laid = self._pill.lay_out(
            wanted,
            widest=min(_WIDEST, stage.widest(self._look, self._spot)),
            mirrored=QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft,
            clock=self._laid_clock,
        )
        stage.tell(wanted.words)
        stage.show(self._laid.size, self._look, self._spot)

    def _hide(self) -> None:
        if self._laid is not None:
            self._laid = None
            if self._stage is not None:
                self._stage.hide()

    def _repaint_moving(self) -> None:
        if self._laid is None or self._laid.clock is None or self._stage is None:
            return
        now = self._clock()
        if (self._seconds >= _TEN_MINUTES) != (self._laid_clock == _LONG_CLOCK):
            self._refresh(again=True)
        if now - self._painted >= _BETWEEN_REPAINTS:
            self._painted = now
            self._stage.update_part(self._laid.moving)

    @property
    def _seconds(self) -> int:
        return int(self._clock() - self._began)

    def _paint(self, painter: QPainter) -> None:
        if self._laid is not None:
            minutes, seconds = divmod(self._seconds, 60)
            self._pill.paint(
                painter,
                self._laid,
                self._levels,
                f"{minutes}:{seconds:02}",
                still=self._still,
                contrast=_wants_contrast(),
            )

    def _ready(self) -> Stage:
        if self._stage is None:
            self._stage = self._make_stage(self._paint)
        return self._stage

    def _desktop_stage(self, paint: Callable[[QPainter], None]) -> Stage:
        if not self._layer:
            return WindowStage(paint)
        layer = LayerStage(paint, self._clock)
        layer.unavailable.connect(self._give_up)
        return layer

    def _give_up(self, sentence: str) -> None:
        if not self._impossible:
            self._impossible = True
            self._refresh()
            self.unavailable.emit(sentence)


def _wants_contrast() -> bool:
    """Qt tells it since 6.10."""
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    if hints is None:
        return False
    return bool(hints().contrastPreference() is Qt.ContrastPreference.HighContrast)


def _qt_clock() -> Clock:
    timer = QElapsedTimer()
    timer.start()
    return lambda: timer.nsecsElapsed() / 1e9
