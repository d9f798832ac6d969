"""Signs of life of a program."""

import os
import signal
import subprocess
import sys

from sayso.pipeline.type_out.wayland.life import signs_of_life

_BUSY = "import sys\nprint('ready', flush=True)\nwhile True: pass"


def test_a_program_that_runs_and_one_that_is_stopped() -> None:
    with subprocess.Popen([sys.executable, "-c", _BUSY], stdout=subprocess.PIPE) as program:
        try:
            assert program.stdout is not None
            program.stdout.readline()
            before = signs_of_life(program.pid)
            assert before is not None
            while signs_of_life(program.pid) == before:
                os.sched_yield()
            program.send_signal(signal.SIGSTOP)
            os.waitpid(program.pid, os.WUNTRACED)
            stopped = signs_of_life(program.pid)
            assert signs_of_life(program.pid) == stopped
        finally:
            program.kill()


def test_of_a_program_that_is_not_there_nothing_is_told() -> None:
    assert signs_of_life(2**30) is None
