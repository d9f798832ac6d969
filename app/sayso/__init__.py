"""Sayso: hold a key, speak, release, and what you said stands in the window you were in.

The way of a sentence, which is also the order of the packages in ``pipeline``::

    microphone → frames → speech/silence → utterance → text → your text → focused window
     capture      capture     detect         detect   recognize  rewrite      type_out

Who runs what, and what each may block on:

================  =====================================  ===========================
thread            runs                                   may block on
================  =====================================  ===========================
main              Qt                                     nothing
audio callback    copy block, put                        nothing
microphone        blocks → frames; notices device loss   the callback's queue
detector-N        voice activity, segmenter              its frame queue, the disk
coordinator       state, commands                        its command queue
recorder          frames → audio on disk                 the disk
journal           what becomes of each utterance         the disk, another program's lock
recogniser        utterance → child → text               the child, with a time limit; the disk
engine watcher    replaces a child that died idle        the child's end
engine cancel     ends a decode nobody wants any more    the child, for a second
waker             loads what was evicted or has failed   disk, the child
sweeper           evicts models: time, number, memory    the clock
inserter          text → the window that was meant       the target and the disk, with a time limit
selections        owns and serves the clipboard (X11)    the X server
wayland clipboard the same on Wayland                    the compositor
clipboard         the same on Windows                    the target, with a time limit
focus, …-giver    who has the keyboard (X11)             the X server, with a time limit
portal            types for GNOME and KDE                the session bus
ui-automation     reads text back (Windows)              the window, with a time limit
undo key          takes a dictation back                 the inserter
hotkey            key events → coordinator               the keyboard
recovery          what a crashed run has left, once      disk, voice detection
loading (QThread) fetch, load and warm up the model      network, disk, the child
load detector     voice detection, beside the model      disk
asides            slow questions of menu and windows     the sound system, disk, inserter
files             recordings → pieces for the recogniser the disk, a dictation
microphone trial  a microphone that is only tried        the sound system, its queue
cues, playback    sounds, and audio of the history       the sound device, with a time limit
overlay           the sign on Wayland                    the compositor
throw-away        open, close, list sound devices        the sound server; abandoned
child process     one engine                             its pipe
second child      recognises one of the history again    its pipe; behind all others
download process  one model's files                      network, disk
typing process    `sayso type`, where no app runs        the window, the clipboard's end
================  =====================================  ===========================
"""

__version__ = "0.1.0"
