"""Finds the sentences that the layers below the windows make for people, as templates.

Those layers know no Qt and no translation: they raise errors and publish notices in English. The
windows find the template that a sentence was made from and translate that
(``sayso.desktop.sentences``). Here the templates are read from the source, so that nobody has to
keep a list: f-strings, ``format`` strings and plain strings that read like a sentence, and the
short texts that some calls show as they are.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

BELOW = (
    "archive",
    "composition",
    "control",
    "core",
    "models",
    "paths.py",
    "pipeline",
    "platforms",
    "residency",
    "settings",
)
"""What the windows stand on. The command line speaks English alone."""

SHOWN = {
    # Name of a call: its arguments, by place and by name, that are shown as they are.
    "Choice": ((1, 2), ("label", "detail")),
    "LoadProgress": ((0, 1, 4), ("step", "detail", "unit")),
    "Notice": ((1,), ("text",)),
    "RecognizerChanged": ((4,), ("message",)),
}

ARGUMENTS = (
    "a number",
    "a terminal",
    "a whole number",
    "another machine's screen",
    "another program",
    "choose a smaller model",
    "Connecting",
    "Connecting again",
    "does not answer",
    "does not tell what is selected",
    "exit code {code}",
    "its pipe closed",
    "lost the keyboard",
    "one processor core",
    "processor",
    "raise recognition_timeout_seconds",
    "rest",
    "see the log, and try another model",
    "rough, English",
    "rough, English, loaded",
    "set device to cpu",
    "signal {code}",
    "start Sayso again",
    "takes too long to select the text",
    "text",
    "that window",
    "That window",
    "the starter",
    "the starter, which is rough,",
    "the window",
    "The window",
    "there is not enough memory, so choose a smaller model",
    "update the NVIDIA driver",
    "was interrupted",
    "{cores} processor cores",
    "{cores} and {memory} of memory",
    "{first}, or {second}",
    "{model} on the processor",
    "{name} is empty",
    "{name} is missing",
    "{size}, loaded",
    "{size}, on disk",
)
"""Parts of sentences that stand in variables of their own before they are put in."""

WAYS = ("clipboard paste", "copied to the clipboard", "input method", "typed keys")
"""How a text got into its window, as the history has it."""

KEYS = (
    "Alt+{key}",
    "Caps Lock",
    "Ctrl",
    "Ctrl+{key}",
    "Delete",
    "End",
    "Home",
    "Insert",
    "Left {key}",
    "Num Lock",
    "Page Down",
    "Page Up",
    "Return",
    "Right {key}",
    "Scroll Lock",
    "Shift",
    "Shift+{key}",
    "Space",
)
"""As `sayso.control.chord.label` puts names of keys together; what is called the same everywhere
is left out."""

_OF_ITS_ARGUMENT = ("len", "max", "min", "repr", "round", "str")
_MOST_FORMS = 8
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"""["“'‘]?([A-Z].*[.!?…]|[a-z{].*\.)["”’')]?""", re.DOTALL)
_FIELD = re.compile(r"\{[^{}]*\}")
_NOT_SHOWN = ("bytes",)
"""Sizes are written by the windows themselves."""

_STATEMENT = re.compile(r"(\{select\}|SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA|BEGIN)\b")


def templates(package: Path) -> list[str]:
    """Every template below ``package`` (the folder ``sayso``), sorted. Placeholders have names."""
    found: set[str] = {*ARGUMENTS, *WAYS, *KEYS}
    for name in BELOW:
        place = package / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            found.update(of_source(file.read_text(encoding="utf-8")))
    return sorted(found.difference(_NOT_SHOWN))


def of_source(source: str) -> set[str]:
    """The templates of one module."""
    tree = ast.parse(source)
    constants = _constants(tree)
    found: set[str] = set()
    for node, shown in _texts(tree):
        for form in _forms(node, constants):
            if (_is_text(form) if shown else _is_sentence(form)) and len(_FIELD.sub("", form)) > 1:
                found.add(form)
    return found


def _texts(node: ast.AST, shown: bool = False) -> Iterator[tuple[ast.expr, bool]]:
    """Each outermost expression that makes a string; ``shown``: whatever it looks like."""
    if isinstance(node, ast.expr) and _makes_string(node):
        yield node, shown
        return
    if isinstance(node, ast.IfExp):  # either may be what is shown
        yield from _texts(node.test)
        yield from _texts(node.body, shown)
        yield from _texts(node.orelse, shown)
        return
    if _is_private(node):
        return
    special: dict[int, bool] = {}
    if isinstance(node, ast.Call):
        places, names = SHOWN.get(_name(node.func), ((), ()))
        special |= {id(node.args[place]): True for place in places if place < len(node.args)}
        special |= {id(it.value): True for it in node.keywords if it.arg in names}
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.keyword):
            yield from _texts(child.value, special.get(id(child.value), False))
        else:
            yield from _texts(child, special.get(id(child), False))


def _makes_string(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _makes_string(node.left) or _makes_string(node.right)
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_private(node: ast.AST) -> bool:
    """Whether what is in it is for developers: documentation, logs, faults of the program."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = _name(node.func)
    fault = getattr(builtins, name, None)
    of_log = (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("_log", "log", "logging")
    )
    is_fault = isinstance(fault, type) and issubclass(fault, BaseException)
    return of_log or is_fault or name in ("_setting", "Rule", "add_argument")


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """The module's strings, by name: a template may be put together from them."""
    return {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _forms(node: ast.expr, constants: dict[str, ast.expr]) -> list[str]:
    """Every template that it may make: more than one where it chooses between texts."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    pieces: list[list[str]] = []
    for part in _parts(node):
        if isinstance(part, ast.Constant):
            pieces.append([str(part.value).replace("{", "{{").replace("}", "}}")])
            continue
        value = part.value if isinstance(part, ast.FormattedValue) else part
        pieces.append(_alternatives(value, constants))
    forms = ["".join(parts) for parts in product(*pieces)]
    if len(forms) > _MOST_FORMS:
        raise ValueError(f"a sentence of {len(forms)} forms: {forms[0]}")
    return [_numbered(form) for form in forms]


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _parts(node.left)
        yield from _parts(node.right)
    elif isinstance(node, ast.JoinedStr):
        yield from node.values
    else:
        yield node


def _alternatives(node: ast.expr, constants: dict[str, ast.expr]) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _alternatives(node.body, constants) + _alternatives(node.orelse, constants)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value.replace("{", "{{").replace("}", "}}")]
    if isinstance(node, ast.JoinedStr):
        return _forms(node, constants)
    if isinstance(node, ast.Name) and node.id in constants:
        return _alternatives(constants[node.id], constants)
    return ["{" + _placeholder(node) + "}"]


def _placeholder(node: ast.expr) -> str:
    """What the value is called, for translators."""
    match node:
        case ast.Name(id=name):
            return name.strip("_").lower()
        case ast.Attribute(attr=name):
            return name.strip("_").lower()
        case ast.Subscript(value=value) | ast.Starred(value=value):
            return _placeholder(value)
        case ast.BoolOp(values=[first, *_]):
            return _placeholder(first)
        case ast.Call(func=ast.Attribute(attr="join"), args=[first]):
            return _placeholder(first)
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _OF_ITS_ARGUMENT:
            return _placeholder(first)
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in ("strip", "group"):
            return _placeholder(value)
        case ast.Call(func=func):
            return _placeholder(func)
        case ast.BinOp(left=left, right=right):
            return _placeholder(right if isinstance(left, ast.Constant) else left)
        case ast.UnaryOp(operand=operand):
            return _placeholder(operand)
        case ast.GeneratorExp(elt=elt) | ast.ListComp(elt=elt):
            return _placeholder(elt)
        case _:
            return "value"


def _numbered(form: str) -> str:
    """With a number behind a name that comes twice, for two values."""
    seen: dict[str, int] = {}

    def named(match: re.Match[str]) -> str:
        name = match[0][1:-1]
        seen[name] = seen.get(name, 0) + 1
        return match[0] if seen[name] == 1 else f"{{{name}{seen[name]}}}"

    return re.sub(r"(?<!\{)\{[^{}]+\}(?!\})", named, form)


def _is_text(form: str) -> bool:
    return bool(_WORD.search(_FIELD.sub("", form)))


def _is_sentence(form: str) -> bool:
    words = _WORD.findall(_FIELD.sub(" ", form))
    return (
        len(words) >= (3 if form[:1].islower() else 2)
        and " " in form
        and _SENTENCE.fullmatch(form.strip()) is not None
        and _STATEMENT.match(form.strip()) is None
    )


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
