"""The command line: a file per command, each with ``main(arguments) -> exit code``.

No Qt, and nothing slow imported at module level. `sayso.__main__` imports a command when it runs.
"""
