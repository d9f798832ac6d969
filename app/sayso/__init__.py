"""Sayso: hold a key, speak, release, and what you said stands in the window you were in.

The way of a sentence, which is also the order of the packages in ``pipeline``::

    microphone → frames → speech/silence → utterance → text → your text → focused window
     capture      capture     detect         detect   recognize  rewrite      type_out

Who runs what, and what each may block on:

================  =====================================  ===========================
thread            runs                                   may block on
================  =====================================  ===========================
main              Qt                                     nothing
audio callback    copy frame, put                        nothing
detector          voice activity, segmenter              the dictation's frame queue
coordinator       state, commands                        its command queue
recogniser        utterance → child → text               the child, with a time limit
inserter          text → focused window                  the target, with a time limit
loading (QThread) find, load and warm up the model       disk, the child
hotkey            key events → coordinator               the keyboard
microphone        blocks → frames; notices device loss   the audio callback's queue
child process     one engine                             its pipe
================  =====================================  ===========================
"""

__version__ = "0.1.0"
