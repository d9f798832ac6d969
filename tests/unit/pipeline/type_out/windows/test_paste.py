import pytest

from sayso.core.errors import FocusMoved, InsertionError, WayUnavailable
from sayso.core.ports import Insertion
from sayso.core.target import Target
from sayso.pipeline.type_out.windows.paste import WindowsPaste

NOTEPAD = Target("100", "notepad", 1)
TERMINAL = Target("100", "mintty", 1)
UP, EXTENDED = 2, 1
CF_TEXT, CF_DIB, CF_UNICODETEXT, CF_ENHMETAFILE = 1, 8, 13, 14
HISTORY = {
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
}
BEFORE = {CF_UNICODETEXT: "before".encode("utf-16-le") + b"\0\0"}


@pytest.fixture
def paste(windows):
    way = WindowsPaste(
        windows.clock, terminal=lambda target: target.application == "mintty", api=windows
    )
    yield way
    way.close()


def test_the_window_fetches_the_text_and_the_clipboard_is_as_it_was(windows, paste):
    windows.offer(BEFORE)
    assert paste.insert("żółw 😀\nzwei", NOTEPAD) == Insertion("clipboard paste", confirmed=True)
    assert windows.pasted == [(100, "żółw 😀\r\nzwei")]
    assert windows.text() == "before"


def test_the_calls_in_their_order(windows, paste):
    windows.offer(BEFORE)
    paste.insert("x", NOTEPAD)
    names = [
        call[:2] if call[0] == "SetClipboardData" else call[0]
        for call in windows.named(
            "OpenClipboard", "GetClipboardData", "EmptyClipboard", "SetClipboardData",
            "CloseClipboard", "SendInput", "GetOpenClipboardWindow",
        )
    ]  # fmt: skip
    markers = [("SetClipboardData", kind) for kind in windows.names.values()]
    text = ("SetClipboardData", CF_UNICODETEXT)
    assert names == [
        "OpenClipboard", "GetClipboardData", "EmptyClipboard", text, *markers, "CloseClipboard",
        "SendInput",
        "GetOpenClipboardWindow", text,
        "OpenClipboard", "EmptyClipboard", text, *markers, "CloseClipboard",
    ]  # fmt: skip
    promised = next(call for call in windows.calls if call[:2] == text)
    assert promised[2] == 0


def test_the_text_is_for_no_history_and_no_cloud(windows, paste):
    seen = []
    windows.later(0.01, lambda: seen.append({windows.name_of(kind) for kind in windows.board}))
    windows.later(0.01, lambda: seen.append(windows.content()))
    paste.insert("x", NOTEPAD)
    names, content = seen
    assert names >= HISTORY
    assert {content[windows.names[name]] for name in HISTORY} == {bytes(4)}


def test_what_is_put_back_comes_into_no_history_again(windows, paste):
    windows.offer(BEFORE)
    paste.insert("x", NOTEPAD)
    assert {windows.name_of(kind) for kind in windows.board} >= HISTORY
    paste.insert("y", NOTEPAD)
    assert len(windows.board) == 1 + len(HISTORY)
    assert windows.text() == "before"


def test_every_format_comes_back_byte_for_byte(windows, paste):
    html = windows.RegisterClipboardFormatW("HTML Format")
    content = {
        html: b"Version:0.9\r\n<b>\0x",
        CF_DIB: bytes(range(256)) * 40,
        CF_ENHMETAFILE: b"EMF" * 100,
        15: b"DROPFILES\0\0",
        0x0301: b"a GDI object format",
        CF_UNICODETEXT: "日本".encode("utf-16-le") + b"\0\0",
    }
    windows.offer(content)
    paste.insert("x", NOTEPAD)
    back = windows.content()
    assert {kind: back[kind] for kind in content} == content
    assert list(back)[: len(content)] == list(content), "the best format first, as it was"


def test_what_only_its_owner_can_give_is_not_asked_for(windows, paste):
    ole = windows.RegisterClipboardFormatW("DataObject")
    windows.offer({0x0080: b"owner display", 0x0200: b"private", ole: b"handle", **BEFORE})
    paste.insert("x", NOTEPAD)
    asked = {call[1] for call in windows.named("GetClipboardData")}
    assert asked == {CF_UNICODETEXT}
    assert windows.text() == "before"


def test_an_empty_clipboard_is_empty_again(windows, paste):
    paste.insert("x", NOTEPAD)
    assert windows.board == {}


def test_control_v_in_windows_and_shift_insert_in_terminals(windows, paste):
    paste.insert("x", NOTEPAD)
    paste.insert("x", TERMINAL)
    control_v, shift_insert = windows.sent
    assert control_v == [(0x1D, 0, 0x11), (0x2F, 0, 0x56), (0x2F, UP, 0x56), (0x1D, UP, 0x11)]
    assert shift_insert == [
        (0x2A, 0, 0x10), (0x52, EXTENDED, 0x2D), (0x52, EXTENDED | UP, 0x2D), (0x2A, UP, 0x10),
    ]  # fmt: skip
    assert windows.pasted == [(100, "x"), (100, "x")]


def test_a_slow_window_gets_the_text_and_not_what_was_there_before(windows, paste):
    windows.offer(BEFORE)
    windows.windows[100].seconds = 1.9
    assert paste.insert("x", NOTEPAD).confirmed
    assert windows.pasted == [(100, "x")]


def test_a_browser_inside_a_program_fetches_with_a_process_of_its_own(windows, paste):
    windows.windows[100].children = [101]
    windows.windows[101] = windows.windows[200].__class__(2, parent=100)
    windows.windows[100].pastes = False
    windows.later(0.1, lambda: windows.pasted.append((200, windows.fetch(200))))
    assert paste.insert("x", NOTEPAD).confirmed
    assert windows.pasted == [(200, "x")]


def test_a_program_that_watches_the_clipboard_gets_nothing_and_confirms_nothing(windows, paste):
    windows.offer(BEFORE)
    watched = []
    for each in (0.005, 0.015, 0.1):
        windows.later(each, lambda: watched.append(windows.fetch(200)))
    assert paste.insert("x", NOTEPAD).confirmed
    assert windows.pasted == [(100, "x")]
    assert watched[:2] == [None, None]


def test_a_program_that_hides_its_window_leaves_it_unconfirmed(windows, paste):
    windows.offer(BEFORE)
    windows.windows[100].pastes = False
    fetched = []
    windows.later(0.1, lambda: fetched.append(windows.fetch(0)))
    assert paste.insert("x", NOTEPAD) == Insertion("clipboard paste", confirmed=False)
    assert fetched == ["x"]
    assert windows.now >= 100.6, "nobody can tell whether there will be another"
    assert windows.text() == "before"


def test_not_fetched_leaves_the_text_for_a_window_that_is_only_slow(windows, paste):
    windows.offer(BEFORE)
    windows.windows[100].pastes = False
    with pytest.raises(InsertionError, match="did not take the text") as raised:
        paste.insert("x", NOTEPAD)
    assert not raised.value.left_nothing
    assert 102.0 <= windows.now < 102.5
    assert windows.text() == "x"
    assert windows.fetch(200) == "x", "it is the person's now"


def test_a_window_that_hangs_meanwhile_is_named(windows, paste):
    windows.windows[100].pastes = False
    windows.later(0.5, lambda: setattr(windows.windows[100], "hung", True))
    with pytest.raises(InsertionError, match="Notepad does not respond") as raised:
        paste.insert("x", NOTEPAD)
    assert not raised.value.left_nothing
    assert windows.text() == "x"


def test_a_window_that_closed_got_nothing(windows, paste):
    windows.offer(BEFORE)
    windows.windows[100].pastes = False
    windows.later(0.5, lambda: windows.windows.pop(100))
    with pytest.raises(InsertionError, match="closed") as raised:
        paste.insert("x", NOTEPAD)
    assert raised.value.left_nothing
    assert windows.text() == "before"


def test_what_the_person_copies_meanwhile_stays(windows, paste):
    windows.later(
        0.1, lambda: windows.take_over({CF_UNICODETEXT: "theirs".encode("utf-16-le") + b"\0\0"})
    )
    assert paste.insert("x", NOTEPAD).confirmed
    assert windows.text() == "theirs"


def test_another_program_that_takes_the_clipboard_first_is_told(windows, paste):
    windows.windows[100].pastes = False
    windows.later(0.1, lambda: windows.take_over(BEFORE))
    with pytest.raises(InsertionError, match="Another program took the clipboard") as raised:
        paste.insert("x", NOTEPAD)
    assert not raised.value.left_nothing
    assert windows.text() == "before"


def test_waits_for_others_who_have_the_clipboard_open(windows, paste):
    windows.offer(BEFORE)
    windows.busy = 20
    assert paste.insert("x", NOTEPAD).confirmed
    assert windows.text() == "before"


def test_a_clipboard_that_stays_open_is_another_ways_business(windows, paste):
    windows.offer(BEFORE)
    windows.busy = 10**6
    with pytest.raises(WayUnavailable, match="keeps the clipboard"):
        paste.insert("x", NOTEPAD)
    assert windows.sent == []
    assert windows.text() == "before"


def test_content_that_takes_too_long_to_read_is_left_there(windows, paste):
    windows.offer({CF_DIB: b"picture", **BEFORE})
    windows.slow_format = (CF_DIB, 5.0)
    with pytest.raises(WayUnavailable, match="takes too long"):
        paste.insert("x", NOTEPAD)
    assert windows.text() == "before"
    assert windows.named("EmptyClipboard") == []


def test_a_hung_owner_is_not_asked(windows, paste):
    windows.offer(BEFORE)
    windows.windows[200].hung = True
    with pytest.raises(WayUnavailable, match="does not respond"):
        paste.insert("x", NOTEPAD)
    assert windows.named("GetClipboardData", "OpenClipboard") == []


def test_no_key_pressed_is_nothing_left(windows, paste):
    windows.offer(BEFORE)
    windows.accepts = [0]
    with pytest.raises(InsertionError, match="administrator") as raised:
        paste.insert("x", NOTEPAD)
    assert raised.value.left_nothing
    assert windows.text() == "before"


def test_half_a_chord_leaves_no_key_down(windows, paste):
    windows.accepts = [2]
    assert paste.insert("x", NOTEPAD).confirmed
    assert windows.down == set()


def test_the_target_lost_the_keyboard(windows, paste):
    windows.offer(BEFORE)
    windows.front = 200
    with pytest.raises(FocusMoved):
        paste.insert("x", NOTEPAD)
    assert windows.named("OpenClipboard", "SendInput") == []


def test_the_target_lost_the_keyboard_while_the_clipboard_was_read(windows, paste):
    windows.offer(BEFORE)
    windows.busy = 5
    windows.later(0.02, lambda: setattr(windows, "front", 200))
    with pytest.raises(FocusMoved):
        paste.insert("x", NOTEPAD)
    assert windows.sent == []
    assert windows.text() == "before"


def test_no_window_has_the_keyboard(windows, paste):
    windows.front = 0
    with pytest.raises(WayUnavailable):
        paste.insert("x", None)


def test_without_a_target_the_window_in_front_is_meant(windows, paste):
    assert paste.insert("x", None).confirmed


@pytest.mark.parametrize("state", ["elevated", "hung"])
def test_windows_that_take_no_keys_cost_no_clipboard(windows, paste, state):
    windows.offer(BEFORE)
    windows.windows[100].hung = state == "hung"
    with pytest.raises(InsertionError) as raised:
        paste.insert("x", Target("100", "notepad", 1, elevated=state == "elevated"))
    assert raised.value.left_nothing
    assert windows.named("OpenClipboard", "SendInput") == []


def test_waits_for_a_held_modifier_before_the_chord(windows, paste):
    windows.held[0x5B] = windows.now + 0.5
    assert paste.insert("x", NOTEPAD).confirmed
    assert windows.now >= 100.5
    assert len(windows.sent) == 1


def test_closing_ends_an_insertion_soon_and_leaves_the_text(windows, paste):
    windows.windows[100].pastes = False

    def close():
        paste._window._closed.set()  # what close does first; it would wait for this very thread

    windows.later(0.3, close)
    with pytest.raises(InsertionError) as raised:
        paste.insert("x", NOTEPAD)
    assert not raised.value.left_nothing
    assert windows.now < 101
    paste.close()
    assert windows.text() == "x"


def test_after_close_nothing_goes_in_and_nothing_is_left_behind(windows, paste):
    paste.insert("x", NOTEPAD)
    paste.close()
    paste.close()
    assert windows.classes == {}
    with pytest.raises(WayUnavailable):
        paste.insert("x", NOTEPAD)


def test_a_promise_that_could_not_be_taken_back_is_kept_to_the_end(windows, paste):
    """Somebody keeps the clipboard open from before the chord on: the text stays promised, and is
    there when the app has ended."""
    windows.offer(BEFORE)
    windows.busy = 5
    windows.later(0.02, lambda: setattr(windows, "front", 200))
    windows.IsClipboardFormatAvailable = lambda kind: setattr(windows, "busy", 10**6) or 1
    with pytest.raises(FocusMoved):
        paste.insert("x", NOTEPAD)
    assert windows.board[CF_UNICODETEXT] == 0
    windows.busy = 0
    paste.close()
    assert windows.text() == "x"


def test_a_format_that_windows_does_not_take_again_is_left_out(windows, paste):
    windows.offer({0xC123: b"odd", **BEFORE})
    put = windows.SetClipboardData
    windows.SetClipboardData = lambda kind, at: 0 if kind == 0xC123 else put(kind, at)
    assert paste.insert("x", NOTEPAD).confirmed
    assert windows.text() == "before"
    assert set(windows.memory) == set(windows.board.values())


def test_windows_without_a_window_for_us(windows, paste):
    type(windows).on_RegisterClassW, kept = lambda self, kind: 0, type(windows).on_RegisterClassW
    try:
        with pytest.raises(WayUnavailable, match="gives Sayso no window"):
            paste.insert("x", NOTEPAD)
    finally:
        type(windows).on_RegisterClassW = kept


def test_enter(windows, paste):
    paste.press_enter(NOTEPAD)
    assert windows.sent == [[(0x1C, 0, 13), (0x1C, UP, 13)]]
    windows.accepts = [0]
    with pytest.raises(InsertionError, match="administrator"):
        paste.press_enter(NOTEPAD)


def test_no_memory_is_leaked(windows, paste):
    windows.offer({CF_DIB: b"picture", **BEFORE})
    paste.insert("x", NOTEPAD)
    assert set(windows.memory) == set(windows.board.values())
