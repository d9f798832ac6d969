"""The tables, against the published protocol that pywayland ships, and in themselves."""

import pytest

from sayso.pipeline.type_out.wayland.protocols import EXT_DATA_CONTROL, INTERFACES

pytest.importorskip("pywayland", reason="it has no wheel for this machine")


@pytest.mark.parametrize("part", ["manager", "device", "source", "offer"])
def test_ext_data_control_is_as_published(part: str) -> None:
    from pywayland.protocol import ext_data_control_v1 as published

    table = INTERFACES[f"ext_data_control_{part}_v1"]
    theirs = getattr(published, f"ExtDataControl{part.capitalize()}V1")
    assert (table.name, table.version) == (theirs.name, theirs.version)
    for ours, messages in ((table.requests, theirs.requests), (table.events, theirs.events)):
        assert [
            (
                message.name,
                "".join(argument.signature for argument in message.arguments),
                [argument.interface.name for argument in message.arguments if argument.interface],
            )
            for message in messages
        ] == [(message.name, message.signature, list(message.interfaces)) for message in ours]


@pytest.mark.parametrize("name", list(INTERFACES))
def test_every_table_becomes_a_class(name: str) -> None:
    from sayso.pipeline.type_out.wayland.wire import interface_class

    made = interface_class(name)
    assert made.name == name
    assert [message.name for message in made.requests] == [
        message.name for message in INTERFACES[name].requests
    ]
    assert interface_class(name) is made


def test_wlr_data_control_differs_in_name_and_version_only() -> None:
    for name, table in INTERFACES.items():
        if not name.startswith("ext_"):
            continue
        wlr = INTERFACES[name.replace("ext_", "zwlr_", 1)]
        assert wlr.version == 2
        for ours, theirs in ((table.requests, wlr.requests), (table.events, wlr.events)):
            assert [(m.name, m.signature) for m in ours] == [(m.name, m.signature) for m in theirs]
    assert EXT_DATA_CONTROL in INTERFACES
