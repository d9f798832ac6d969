"""Downloads from a hub on loopback that misbehaves in every way we could think of."""

from __future__ import annotations

import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from loopback_hub import (
    DESCRIPTION,
    Cut,
    Fault,
    Html,
    IgnoreRange,
    LoopbackHub,
    Redirect,
    Short,
    Stall,
    Status,
    Wrong,
    WrongRange,
)

from sayso.core.errors import DownloadCancelled, DownloadError
from sayso.core.events import LoadProgress
from sayso.models import provenance
from sayso.models.download import STALL_SECONDS, Download, Pace, partial_folder
from sayso.models.download_faults import without_secrets
from sayso.models.installed import check_folder

REPO = "owner/whisper"
BIG = bytes(range(256)) * 4096
"""A model.bin of 1 MiB."""

FILES: Mapping[str, bytes] = {
    "model.bin": BIG,
    "config.json": b'{"suppress_ids": []}',
    "tokenizer.json": b'{"version": "1.0"}',
    "vocabulary.txt": b"one\ntwo\n",
    "README.md": b"nobody needs this",
    "model.safetensors": b"nor the weights a second time",
}
NEEDED = ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"]

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals or permissions")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LoopbackHub]:
    for name in list(os.environ):
        if name.upper().endswith("_PROXY") or name.startswith(("HF_", "TRANSFORMERS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    with LoopbackHub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        hub.add(REPO, FILES)
        yield hub


@dataclass
class Downloads:
    """Makes downloads into ``models``; ``reports``: of all of them."""

    models: Path
    reports: list[LoadProgress] = field(default_factory=list)

    def make(self, name: str = "base", repo: str = REPO, **more: object) -> Download:
        settings: dict[str, object] = {"offline": False, "pauses": (0.0,), **more}
        return Download(repo, name, self.models, **settings)  # type: ignore[arg-type]

    def run(self, name: str = "base", **more: object) -> Path:
        return self.make(name, **more).run(self.reports.append)

    def fail(self, match: str, **more: object) -> DownloadError:
        """It fails with one sentence, and no model appears."""
        with pytest.raises(DownloadError, match=match) as caught:
            self.run(**more)
        said = str(caught.value)
        assert said.endswith(".")
        assert "\n" not in said
        assert ". " not in said
        assert not (self.models / "base").exists()
        return caught.value


@pytest.fixture
def downloads(tmp_path: Path) -> Downloads:
    return Downloads(tmp_path / "models")


def assert_whole(folder: Path, files: Mapping[str, bytes] = FILES) -> None:
    check_folder(folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted([*NEEDED, provenance.FILE])
    for name in NEEDED:
        assert (folder / name).read_bytes() == files[name]
    assert all(finding.ok for finding in provenance.verify(folder))


def ranges(hub: LoopbackHub, file: str = "model.bin") -> list[str]:
    return [asked.range for asked in hub.asked_for(file)]


def test_a_download(hub: LoopbackHub, downloads: Downloads) -> None:
    folder = downloads.run()
    assert folder == downloads.models / "base"
    assert_whole(folder)
    assert [path.name for path in downloads.models.iterdir()] == ["base"]
    assert sorted(asked.file for asked in hub.asked) == sorted([DESCRIPTION, *NEEDED])
    origin = provenance.recall(folder)
    assert origin is not None
    assert (origin.repo, origin.revision) == (REPO, "0123456789abcdef0123456789abcdef01234567")
    assert hub.url not in (folder / provenance.FILE).read_text()


def test_progress_is_of_all_files_together(hub: LoopbackHub, downloads: Downloads) -> None:
    now = iter(range(10_000))
    downloads.run(clock=lambda: float(next(now)))
    total = sum(len(FILES[name]) for name in NEEDED)
    first, *rest = downloads.reports
    assert first == LoadProgress("Connecting", "base")
    assert {report.total for report in rest} == {total}
    assert {report.step for report in rest} == {"Downloading", "Checking"}
    assert rest[-1].done == total
    assert rest[-1].detail == "base · file 4 of 4"
    fetched = [report.done for report in rest if report.step == "Downloading"]
    assert fetched == sorted(fetched)
    assert any(report.seconds_left is not None for report in rest)


def test_progress_does_not_come_too_often(hub: LoopbackHub, downloads: Downloads) -> None:
    downloads.run(clock=lambda: 0.0)
    assert [report.step for report in downloads.reports] == [
        "Connecting",
        "Downloading",
        "Checking",
    ]


def test_nothing_is_told_about_this_machine(hub: LoopbackHub, downloads: Downloads) -> None:
    downloads.run()
    for asked in hub.asked:
        assert asked.headers["user-agent"].startswith("sayso/")
        assert "torch" not in asked.headers["user-agent"]
        assert "agent/" not in asked.headers["user-agent"]


def test_a_model_that_is_there_is_kept(hub: LoopbackHub, downloads: Downloads) -> None:
    folder = downloads.run()
    before = len(hub.asked)
    assert downloads.run(offline=True) == folder
    assert len(hub.asked) == before


def test_no_password_and_no_signature_reaches_the_log(
    hub: LoopbackHub,
    downloads: Downloads,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url.replace("://", "://me:hush@"))
    caplog.set_level("INFO", "sayso")
    hub.misbehave("model.bin", Status(404))
    with pytest.raises(DownloadError):
        downloads.run()
    assert "404" in caplog.text
    assert "hush" not in caplog.text
    signed = "for url 'https://cdn.example/model.bin?Key=1&Signature=abc' (https://b.example/c?d)"
    assert without_secrets(signed) == (
        "for url 'https://cdn.example/model.bin' (https://b.example/c)"
    )


def test_a_name_with_an_owner(hub: LoopbackHub, downloads: Downloads) -> None:
    assert downloads.run(REPO) == downloads.models / "owner--whisper"


@pytest.mark.parametrize("cuts", [(0,), (1,), (300_000, 200_000)])
def test_a_cut_goes_on_where_it_was(
    hub: LoopbackHub, downloads: Downloads, cuts: tuple[int, ...]
) -> None:
    hub.misbehave("model.bin", *(Cut(after) for after in cuts))
    assert_whole(downloads.run())
    had = [sum(cuts[: count + 1]) for count in range(len(cuts))]
    assert ranges(hub) == ["", *(f"bytes={count}-" if count else "" for count in had)]
    assert sum(asked.sent for asked in hub.asked_for("model.bin")) == len(BIG)
    assert len(hub.asked_for(DESCRIPTION)) == 1
    assert len(hub.asked_for("config.json")) == 1


def test_a_connection_that_always_breaks(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Cut(1000), *[Cut(0)] * 10)
    downloads.fail("broke off", tries=3)
    # The first brought something; it and two more brought nothing new.
    assert ranges(hub) == ["", "bytes=1000-", "bytes=1000-"]


def test_as_long_as_something_comes_it_goes_on(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", *[Cut(100_000)] * 3)
    assert_whole(downloads.run(tries=2))


def test_a_stall_is_ended_and_gone_on_from(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Stall(400_000))
    assert_whole(downloads.run(stall_seconds=2.0))
    assert ranges(hub) == ["", "bytes=400000-"]
    assert STALL_SECONDS >= 10


def test_a_hub_that_never_answers(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave(DESCRIPTION, Stall(0))
    downloads.fail("Nothing came for", stall_seconds=2.0)
    assert len(hub.asked) == 1


def test_a_later_run_goes_on_too(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Cut(700_000))
    downloads.fail("broke off", tries=1)
    assert_whole(downloads.run())
    assert ranges(hub) == ["", "bytes=700000-"]
    assert len(hub.asked_for("tokenizer.json")) == 1


def test_a_new_revision_keeps_what_is_the_same(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Cut(700_000))
    downloads.fail("broke off", tries=1)
    newer = {**FILES, "config.json": b'{"suppress_ids": [1]}'}
    hub.add(REPO, newer, revision="f" * 40)
    assert_whole(downloads.run(), newer)
    assert ranges(hub) == ["", "bytes=700000-"]
    assert len(hub.asked_for("config.json")) == 2


def test_a_new_revision_does_not_go_on_with_another_file(
    hub: LoopbackHub, downloads: Downloads
) -> None:
    hub.misbehave("model.bin", Cut(700_000))
    downloads.fail("broke off", tries=1)
    newer = {**FILES, "model.bin": BIG[::-1]}
    hub.add(REPO, newer, revision="f" * 40)
    assert_whole(downloads.run(), newer)
    assert ranges(hub) == ["", ""]


def test_a_revision_can_be_asked_for(hub: LoopbackHub, downloads: Downloads) -> None:
    downloads.run(revision="main")
    assert hub.asked[0].path.endswith("/revision/main?blobs=true")
    downloads.models.joinpath("base").rename(downloads.models / "other")
    downloads.fail("no revision v9", revision="v9")


@pytest.mark.parametrize("fault", [IgnoreRange(), Status(416), WrongRange()])
def test_a_hub_that_cannot_go_on(hub: LoopbackHub, downloads: Downloads, fault: Fault) -> None:
    hub.misbehave("model.bin", Cut(300_000), fault)
    assert_whole(downloads.run())
    assert ranges(hub)[:2] == ["", "bytes=300000-"]
    assert ranges(hub)[2:] == ([] if isinstance(fault, IgnoreRange) else [""])


def test_a_part_that_is_too_long(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Cut(300_000))
    downloads.fail("broke off", tries=1)
    (part,) = partial_folder("base", downloads.models).glob("model.bin.*.part")
    part.write_bytes(BIG + b"more")
    assert_whole(downloads.run())
    assert ranges(hub) == ["", ""]


@pytest.mark.parametrize(
    ("fault", "file"),
    [
        (Wrong(), "model.bin"),
        (Wrong(), "tokenizer.json"),
        (Short(), "model.bin"),
        (Html(), "config.json"),
    ],
)
def test_wrong_bytes_are_fetched_once_more(
    hub: LoopbackHub, downloads: Downloads, fault: Fault, file: str
) -> None:
    hub.misbehave(file, fault)
    assert_whole(downloads.run())
    assert ranges(hub, file) == ["", ""]


@pytest.mark.parametrize("fault", [Wrong(), Html()])
def test_wrong_bytes_twice(hub: LoopbackHub, downloads: Downloads, fault: Fault) -> None:
    hub.misbehave("model.bin", fault, fault)
    downloads.fail("something else than base")
    assert ranges(hub) == ["", ""]
    assert_whole(downloads.run())


def test_a_part_that_was_tampered_with_is_thrown_away(
    hub: LoopbackHub, downloads: Downloads
) -> None:
    hub.misbehave("model.bin", Cut(300_000))
    downloads.fail("broke off", tries=1)
    (part,) = partial_folder("base", downloads.models).glob("model.bin.*.part")
    part.write_bytes(b"x" * 300_000)
    assert_whole(downloads.run())
    assert ranges(hub) == ["", "bytes=300000-", ""]


def test_a_whole_file_that_was_tampered_with_is_fetched_again(
    hub: LoopbackHub, downloads: Downloads
) -> None:
    hub.misbehave("model.bin", Cut(300_000))
    downloads.fail("broke off", tries=1)
    partial = partial_folder("base", downloads.models)
    (partial / "model" / "config.json").write_bytes(b"?")
    (partial / "model" / "stranger").write_bytes(b"?")
    (partial / "strangers").mkdir()
    assert_whole(downloads.run())
    assert len(hub.asked_for("config.json")) == 2


@pytest.mark.parametrize(
    ("fault", "match"),
    [
        (Html(), "is not a model hub"),
        (Status(404, "RepoNotFound"), "has no model owner/whisper"),
        (Status(401), "has no model owner/whisper"),
        (Status(403), "does not give owner/whisper"),
        (Status(418), r"refused .* \(HTTP 418\)"),
        (Redirect("http://127.0.0.1:9"), "no connection"),
    ],
)
def test_what_the_hub_may_say_at_first(
    hub: LoopbackHub, downloads: Downloads, fault: Fault, match: str
) -> None:
    hub.misbehave(DESCRIPTION, fault)
    downloads.fail(match)
    assert len(hub.asked) == 1
    assert list(downloads.models.iterdir()) == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_hub_is_asked_again(hub: LoopbackHub, downloads: Downloads, status: int) -> None:
    hub.misbehave(DESCRIPTION, Status(status))
    hub.misbehave("model.bin", Status(status))
    assert_whole(downloads.run())
    hub.misbehave(DESCRIPTION, *[Status(status)] * 3)
    downloads.models.joinpath("base").rename(downloads.models / "other")
    downloads.fail(f"HTTP {status}", tries=3)


def test_a_gated_model(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, FILES, gated=True)
    hub.accept_token("hf_right")
    downloads.fail("accepted its terms")
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    downloads.fail("does not accept the token")
    monkeypatch.setenv("HF_TOKEN", "hf_right")
    assert_whole(downloads.run())


def test_a_private_model(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, FILES, private=True)
    hub.accept_token("hf_right")
    downloads.fail("only for its members")
    monkeypatch.setenv("HF_TOKEN", "hf_right")
    assert_whole(downloads.run())


def test_the_token_does_not_leave_the_hub(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with LoopbackHub() as elsewhere:
        elsewhere.add(REPO, FILES)
        elsewhere.misbehave("model.bin", Cut(300_000))
        hub.misbehave("model.bin", Redirect(elsewhere.url), Redirect(elsewhere.url))
        assert_whole(downloads.run())
        assert ranges(elsewhere) == ["", "bytes=300000-"]
        assert all("authorization" not in asked.headers for asked in elsewhere.asked)
    assert hub.asked[0].headers["authorization"] == "Bearer hf_secret"


def test_what_is_no_whisper_model(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.add(REPO, {"config.json": b"{}", "model.safetensors": b"x"})
    assert "model.bin is missing" in str(downloads.fail("not a Whisper model"))
    hub.add(REPO, {name: FILES[name] for name in NEEDED if name != "vocabulary.txt"})
    assert "vocabulary.json is missing" in str(downloads.fail("not a Whisper model"))


def test_what_is_no_repository(hub: LoopbackHub, downloads: Downloads) -> None:
    downloads.fail("give it as owner/repo", repo="what is this?")
    assert hub.asked == []


def test_names_of_files_lead_nowhere_else(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.add(REPO, {**FILES, "../vocabulary.txt": b"x", "vocabulary./../../x": b"x"})
    assert_whole(downloads.run())


def test_offline_by_the_settings(hub: LoopbackHub, downloads: Downloads) -> None:
    downloads.fail("work offline", offline=True)
    assert hub.asked == []
    assert not downloads.models.exists()


def test_offline_by_the_hubs_own_switch(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    downloads.fail("HF_HUB_OFFLINE")
    assert hub.asked == []


def test_no_network(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    downloads.fail("no connection to 127.0.0.1:9")


def test_the_network_goes_away_in_the_middle(hub: LoopbackHub, downloads: Downloads) -> None:
    gone = Redirect("http://127.0.0.1:9")
    hub.misbehave("model.bin", Cut(300_000), gone, gone)
    assert_whole(downloads.run())
    assert ranges(hub) == ["", *["bytes=300000-"] * 3]


def test_tls_that_is_none(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url.replace("http:", "https:"))
    downloads.fail("is not safe")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl for a certificate")
def test_tls_with_a_certificate_of_ones_own(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate, key = tmp_path / "certificate", tmp_path / "key"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with LoopbackHub(tls) as safe:
        safe.add(REPO, FILES)
        safe.misbehave("model.bin", Cut(300_000))
        monkeypatch.setenv("HF_ENDPOINT", safe.url)
        downloads.fail(r"is not safe \(CERTIFICATE_VERIFY_FAILED\)")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert_whole(downloads.run())
        assert ranges(safe) == ["", "bytes=300000-"]


def test_by_a_proxy(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    monkeypatch.setenv("HTTP_PROXY", hub.url)
    assert_whole(downloads.run())
    assert all(asked.path.startswith("http://hub.invalid/") for asked in hub.asked)


def test_a_proxy_that_refuses(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.invalid")
    monkeypatch.setenv("HTTPS_PROXY", hub.url)
    downloads.fail("proxy does not let us through to hub.invalid")
    assert [asked.method for asked in hub.asked] == ["CONNECT"]


def test_a_proxy_that_is_none(
    hub: LoopbackHub, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://x")
    downloads.fail("network settings")


def test_too_little_room(hub: LoopbackHub, downloads: Downloads) -> None:
    downloads.fail(
        "has 200 MB free and base needs 1 MB, with 200 MB to spare", free=lambda folder: 200_000_000
    )
    assert len(hub.asked) == 1
    assert_whole(downloads.run(free=lambda folder: 202_000_000))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Cut(300_000))
    downloads.fail("broke off", tries=1)
    (part,) = partial_folder("base", downloads.models).glob("model.bin.*.part")
    part.unlink()
    part.symlink_to("/dev/full")
    downloads.fail("is full: make room")
    assert ranges(hub) == ["", ""]


def test_models_that_are_a_file(hub: LoopbackHub, downloads: Downloads) -> None:
    downloads.models.write_text("")
    downloads.fail("cannot be used")


def test_a_folder_that_cannot_be_written(hub: LoopbackHub, downloads: Downloads) -> None:
    downloads.models.mkdir()
    downloads.models.chmod(0o500)
    if os.access(downloads.models, os.W_OK):
        pytest.skip("may write anywhere")
    downloads.fail("Nothing can be written")
    assert hub.asked == []


def test_a_damaged_model_is_put_aside(hub: LoopbackHub, downloads: Downloads) -> None:
    folder = downloads.run()
    (folder / "model.bin").write_bytes(BIG[:1000])
    assert_whole(downloads.run())
    aside = downloads.models / ".damaged-base"
    assert (aside / "model.bin").stat().st_size == 1000
    (folder / "tokenizer.json").unlink()
    assert_whole(downloads.run())
    assert not (aside / "tokenizer.json").exists()


def test_a_damaged_model_stays_while_there_is_no_better(
    hub: LoopbackHub, downloads: Downloads
) -> None:
    folder = downloads.run()
    (folder / "model.bin").unlink()
    hub.misbehave("config.json", Status(418))
    with pytest.raises(DownloadError, match="418"):
        downloads.run()
    assert (folder / "tokenizer.json").exists()


def test_cancelled_in_the_middle(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Stall(300_000))
    download = downloads.make()
    with background(download) as ended:
        hub.wait_stalled()
        wait_for_part(downloads.models, 300_000)
        download.cancel()
        assert isinstance(ended(), DownloadCancelled)
    assert not (downloads.models / "base").exists()
    assert_whole(downloads.run())
    assert ranges(hub) == ["", "bytes=300000-"]


def test_cancelled_before_it_began(hub: LoopbackHub, downloads: Downloads) -> None:
    download = downloads.make()
    download.cancel()
    with pytest.raises(DownloadCancelled, match="go on where it stopped"):
        download.run(downloads.reports.append)
    assert hub.asked == []


def test_cancelled_between_two_tries(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Cut(300_000))
    download = downloads.make(pauses=(600.0,))

    def report(progress: LoadProgress) -> None:
        downloads.reports.append(progress)
        if progress.step == "Connecting again":
            download.cancel()

    with pytest.raises(DownloadCancelled):
        download.run(report)
    assert ranges(hub) == [""]


def test_one_at_a_time(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Stall(300_000))
    download = downloads.make()
    with background(download) as ended:
        hub.wait_stalled()
        downloads.fail("being downloaded already")
        hub.release()
        assert ended() == downloads.models / "base"
    assert ranges(hub) == [""]
    assert_whole(downloads.models / "base")


def test_another_sayso_was_quicker(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave(DESCRIPTION, Stall(0))
    with background(downloads.make()) as ended:
        hub.wait_stalled()
        # Under another name: the first has the lock of this one.
        whole = downloads.run("other")
        whole.rename(downloads.models / "base")
        hub.release()
        assert ended() == downloads.models / "base"
    assert ranges(hub) == [""]
    assert [path.name for path in downloads.models.iterdir()] == ["base"]


def test_two_models_side_by_side(hub: LoopbackHub, downloads: Downloads) -> None:
    hub.misbehave("model.bin", Stall(300_000))
    first = downloads.make()
    with background(first) as ended:
        hub.wait_stalled()
        assert_whole(downloads.run("other"))
        hub.release()
        assert_whole(ended())  # type: ignore[arg-type]


@posix
def test_a_child_that_is_killed_is_followed_by_another(
    hub: LoopbackHub, downloads: Downloads
) -> None:
    hub.misbehave("model.bin", Stall(300_000))
    with background(downloads.make()) as ended:
        hub.wait_stalled()
        wait_for_part(downloads.models, 300_000)
        (child,) = children_that_download(os.getpid())
        child.kill()
        assert_whole(ended())  # type: ignore[arg-type]
    assert ranges(hub) == ["", "bytes=300000-"]


_APP = """
import sys
from pathlib import Path
from sayso.models.download import Download

if __name__ == "__main__":
    Download(sys.argv[1], "base", Path(sys.argv[2]), offline=False).run(lambda progress: None)
"""


@posix
def test_the_child_ends_with_the_app(
    hub: LoopbackHub, downloads: Downloads, tmp_path: Path
) -> None:
    script = tmp_path / "app.py"
    script.write_text(_APP)
    hub.misbehave("model.bin", Stall(300_000))
    app = subprocess.Popen([sys.executable, script, REPO, downloads.models])
    hub.wait_stalled()
    (child,) = children_that_download(app.pid)
    os.kill(app.pid, signal.SIGKILL)
    app.wait()
    psutil.wait_procs([child], timeout=30)
    assert not child.is_running()
    hub.release()
    assert_whole(downloads.run())


@posix
def test_the_app_does_not_load_the_hubs_library(hub: LoopbackHub, downloads: Downloads) -> None:
    script = (
        "import sys; from pathlib import Path; from sayso.models.download import Download\n"
        "if __name__ == '__main__':\n"
        f"    Download({REPO!r}, 'base', Path({str(downloads.models)!r}), offline=False)"
        ".run(lambda progress: None)\n"
        "    print([name for name in ('huggingface_hub', 'httpx2', 'filelock', 'asyncio') "
        "if name in sys.modules])"
    )
    file = downloads.models.parent / "app.py"
    file.write_text(script)
    ended = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
    assert ended.stderr == ""


def test_pace_is_smoothed() -> None:
    pace = Pace()
    assert pace.seconds_for(100) is None
    for second in range(11):
        pace.add(float(second), 10 * second)
    assert pace.seconds_for(100) == pytest.approx(10)
    pace.add(11.0, 200)  # a burst
    left = pace.seconds_for(100)
    assert left is not None
    assert 2 < left < 10
    pace.add(11.0, 300)  # no time has passed
    assert pace.seconds_for(100) == left


def test_pace_tells_nothing_too_early() -> None:
    pace = Pace()
    pace.add(0.0, 0)
    pace.add(0.5, 100)
    assert pace.seconds_for(100) is None
    pace.add(1.5, 300)
    assert pace.seconds_for(100) == pytest.approx(0.5)
    silent = Pace()
    silent.add(0.0, 0)
    silent.add(9.0, 0)
    assert silent.seconds_for(100) is None


class background:  # noqa: N801 - used as a function
    """Runs a download in a thread; what is entered waits for its end and returns its result."""

    def __init__(self, download: Download) -> None:
        self._download = download
        self._result: Path | BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="download in a test")

    def __enter__(self) -> Callable[[], Path | BaseException | None]:
        self._thread.start()
        return self._ended

    def __exit__(self, *error: object) -> None:
        self._download.cancel()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._result = self._download.run(lambda progress: None)
        except DownloadError as error:
            self._result = error

    def _ended(self) -> Path | BaseException | None:
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self._result


def wait_for_part(models: Path, size: int) -> None:
    """The hub has sent it; the child may not have written it yet."""
    never = threading.Event()
    for _ in range(3000):
        parts = list(partial_folder("base", models).glob("model.bin.*.part"))
        if parts and parts[0].stat().st_size >= size:
            return
        never.wait(0.01)
    raise AssertionError(f"the part never grew to {size}")


def children_that_download(pid: int) -> list[psutil.Process]:
    """Beside multiprocessing's resource tracker."""
    return [child for child in psutil.Process(pid).children() if _downloads(child)]


def _downloads(child: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.Error:  # another test's, which has just ended
        return False
