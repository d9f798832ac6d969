"""The Wayland protocols that we speak, as tables. Pure.

Messages are numbered by their place (the wire's opcode), so that each list is complete up to the
last that we use. Signatures are written as in libwayland: ``i u`` numbers, ``s`` string, ``h`` file
descriptor, ``o`` object, ``n`` new object, ``?`` may be null. Sources, as published:

- input-method-unstable-v2 and virtual-keyboard-unstable-v1: in wlroots' ``protocol`` folder
- wlr-data-control-unstable-v1: in wlr-protocols
- wlr-layer-shell-unstable-v1: in wlr-protocols
- ext-data-control-v1: in wayland-protocols, staging
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """interfaces: of each ``n`` and ``o`` of the signature, in order."""

    name: str
    signature: str = ""
    interfaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interface:
    """version: the highest that the table covers."""

    name: str
    version: int
    requests: tuple[Message, ...] = ()
    events: tuple[Message, ...] = ()


DESTROY = "destroy"
"""The request that ends an object, in all of these protocols."""

INPUT_METHOD_MANAGER = "zwp_input_method_manager_v2"
INPUT_METHOD = "zwp_input_method_v2"
KEYBOARD_MANAGER = "zwp_virtual_keyboard_manager_v1"
KEYBOARD = "zwp_virtual_keyboard_v1"
EXT_DATA_CONTROL = "ext_data_control_manager_v1"
WLR_DATA_CONTROL = "zwlr_data_control_manager_v1"
LAYER_SHELL = "zwlr_layer_shell_v1"
LAYER_SURFACE = "zwlr_layer_surface_v1"

HINT_HIDDEN_TEXT = 0x40
"""What is typed is not shown (content_hint of text-input-unstable-v3)."""

PURPOSE_PASSWORD = 8
PURPOSE_PIN = 9
"""Of content_purpose in text-input-unstable-v3."""

_INPUT = (
    Interface(
        INPUT_METHOD_MANAGER,
        1,
        (
            Message("get_input_method", "on", ("wl_seat", INPUT_METHOD)),
            Message(DESTROY),
        ),
    ),
    Interface(
        INPUT_METHOD,
        1,
        (
            Message("commit_string", "s"),
            Message("set_preedit_string", "sii"),
            Message("delete_surrounding_text", "uu"),
            Message("commit", "u"),
            Message(
                "get_input_popup_surface",
                "no",
                ("zwp_input_popup_surface_v2", "wl_surface"),
            ),
            Message("grab_keyboard", "n", ("zwp_input_method_keyboard_grab_v2",)),
            Message(DESTROY),
        ),
        (
            Message("activate"),
            Message("deactivate"),
            Message("surrounding_text", "suu"),
            Message("text_change_cause", "u"),
            Message("content_type", "uu"),
            Message("done"),
            Message("unavailable"),
        ),
    ),
    # Neither is ever made by us: they stand here because the table above names them.
    Interface("zwp_input_popup_surface_v2", 1),
    Interface("zwp_input_method_keyboard_grab_v2", 1),
    Interface(
        KEYBOARD_MANAGER,
        1,
        (Message("create_virtual_keyboard", "on", ("wl_seat", KEYBOARD)),),
    ),
    Interface(
        KEYBOARD,
        1,
        (
            Message("keymap", "uhu"),
            Message("key", "uuu"),
            Message("modifiers", "uuuu"),
            Message(DESTROY),
        ),
    ),
)


_LAYERS = (
    Interface(
        LAYER_SHELL,
        1,
        (
            Message(
                "get_layer_surface",
                "no?ous",
                (LAYER_SURFACE, "wl_surface", "wl_output"),
            ),
        ),
    ),
    Interface(
        LAYER_SURFACE,
        1,
        (
            Message("set_size", "uu"),
            Message("set_anchor", "u"),
            Message("set_exclusive_zone", "i"),
            Message("set_margin", "iiii"),
            Message("set_keyboard_interactivity", "u"),
            Message("get_popup", "o", ("xdg_popup",)),
            Message("ack_configure", "u"),
            Message(DESTROY),
        ),
        (
            Message("configure", "uuu"),
            Message("closed"),
        ),
    ),
    # Never made by us: it stands here because the table above names it.
    Interface("xdg_popup", 1),
)


def _data_control(prefix: str, version: int) -> tuple[Interface, ...]:
    """The two protocols differ in their names, and in that wlr's has the primary selection only
    from its version 2 on."""
    manager, device, source, offer = (
        f"{prefix}_data_control_{part}_v1" for part in ("manager", "device", "source", "offer")
    )
    return (
        Interface(
            manager,
            version,
            (
                Message("create_data_source", "n", (source,)),
                Message("get_data_device", "no", (device, "wl_seat")),
                Message(DESTROY),
            ),
        ),
        Interface(
            device,
            version,
            (
                Message("set_selection", "?o", (source,)),
                Message(DESTROY),
                Message("set_primary_selection", "?o", (source,)),
            ),
            (
                Message("data_offer", "n", (offer,)),
                Message("selection", "?o", (offer,)),
                Message("finished"),
                Message("primary_selection", "?o", (offer,)),
            ),
        ),
        Interface(
            source,
            version,
            (Message("offer", "s"), Message(DESTROY)),
            (Message("send", "sh"), Message("cancelled")),
        ),
        Interface(
            offer,
            version,
            (Message("receive", "sh"), Message(DESTROY)),
            (Message("offer", "s"),),
        ),
    )


INTERFACES = {
    interface.name: interface
    for interface in (*_INPUT, *_LAYERS, *_data_control("zwlr", 2), *_data_control("ext", 1))
}
