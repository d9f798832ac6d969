"""Everything that can go wrong on purpose. Each message is one sentence that also says what to do.

::

    SaysoError                 exit code 1
    ├── UsageError             2  the command line asks for something that cannot be
    ├── SettingsError          2  a setting has a value that cannot be used
    ├── AudioFileError         3  a file is missing, is not audio, or holds none
    ├── MicrophoneError        4  no microphone, it was refused, or it went away
    ├── PlaybackError          4  no sound can be played here
    ├── ModelError             5  a model is missing, incomplete or cannot be loaded
    │   ├── DeviceError           not on this device; another one may do
    │   ├── DownloadError         it could not be fetched
    │   │   └── DownloadCancelled    because the person said so
    │   └── RegistryClosed        the app is ending
    ├── RecognitionError       6  an engine failed on this audio
    │   ├── DeviceFailed          on this device; another one may do
    │   ├── EngineDied            its process ended
    │   ├── EngineHung            its process did not answer in time
    │   ├── Overloaded            too much waits to be recognised already
    │   └── RecognitionCancelled  nobody wants its text any more
    ├── InsertionError         7  the text could not be put into the window
    │   ├── WayUnavailable        not by this way; the next one may do
    │   ├── FocusMoved            its window has not the keyboard now
    │   └── Refused               that window is not to be typed into
    ├── HotkeyError            8  the key cannot be listened for
    ├── DesktopError           9  no display to show anything on
    ├── NotRunning             10 no Sayso is running to take the command
    └── HistoryError           11 the history cannot be read or written
        ├── HistoryBusy           another program holds it just now
        ├── HistoryUntidy         it is written, but a file that should go is still there
        ├── HistoryReadOnly       it may not be written, or not even opened
        ├── HistoryFull           there is no room on its disk
        └── HistoryDamaged        its file is no database any more, or a broken one
"""

from __future__ import annotations


class SaysoError(Exception):
    """Base of all errors that are shown to the user as they are.

    exit_code: what a command line that ends with this error exits with.
    """

    exit_code = 1


class UsageError(SaysoError):
    exit_code = 2


class SettingsError(SaysoError):
    exit_code = 2


class AudioFileError(SaysoError):
    exit_code = 3


class MicrophoneError(SaysoError):
    exit_code = 4


class PlaybackError(SaysoError):
    exit_code = 4


class ModelError(SaysoError):
    exit_code = 5


class DeviceError(ModelError):
    """The model is in order, but the graphics card or its libraries are not."""


class DownloadError(ModelError):
    """What was fetched so far stays, and the next try goes on from there."""


class DownloadCancelled(DownloadError):
    """The person stopped it."""


class RegistryClosed(ModelError):
    """No model is given out any more."""


class RecognitionError(SaysoError):
    exit_code = 6


class DeviceFailed(RecognitionError):
    """The graphics card failed in the middle: out of memory, a library that is missing."""


class EngineDied(RecognitionError):
    """The engine's process ended while it was needed. The same audio may be tried again."""


class EngineHung(RecognitionError):
    """The engine's process did not answer within its time limit and was ended."""


class Overloaded(RecognitionError):
    """The queue is full."""


class RecognitionCancelled(RecognitionError):
    """The recognition was told to stop."""


class InsertionError(SaysoError):
    """left_nothing: the window is certain to have got nothing, and to get nothing later.
    rest: what of the text is certain to be missing, where the window has got its beginning.
    """

    exit_code = 7

    def __init__(
        self,
        sentence: str,
        *,
        left_nothing: bool = False,
        rest: str | None = None,
    ) -> None:
        super().__init__(sentence)
        self.left_nothing = left_nothing
        self.rest = rest


class WayUnavailable(InsertionError):
    """This way cannot work on this desktop, or not now. Nothing was sent.

    for_text: it is this text that cannot go this way, which would be there for others.
    """

    def __init__(self, sentence: str, *, for_text: bool = False) -> None:
        super().__init__(sentence, left_nothing=True)
        self.for_text = for_text


class FocusMoved(InsertionError):
    """Nothing was sent, because the window that was meant has not the keyboard. The text waits."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, left_nothing=True)


class Refused(InsertionError):
    """A password field, or an application that the settings exclude. The text is kept off the
    clipboard, too."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, left_nothing=True)


class HotkeyError(SaysoError):
    exit_code = 8


class DesktopError(SaysoError):
    exit_code = 9


class NotRunning(SaysoError):
    exit_code = 10


class HistoryError(SaysoError):
    exit_code = 11


class HistoryBusy(HistoryError):
    """It may be free a moment later."""


class HistoryUntidy(HistoryError):
    """All was done but that, which is tried again by itself."""


class HistoryReadOnly(HistoryError):
    """Its folder, its file or its file system does not let us write."""


class HistoryFull(HistoryError):
    """There is no room for what is to be written; a deletion, too, has to be written first."""


class HistoryDamaged(HistoryError):
    """Opening it anew sets it aside, and brings over what can be read."""
