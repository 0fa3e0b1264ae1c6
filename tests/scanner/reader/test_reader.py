"""Reading pictures in a process of its own: what it says, and what becomes of a picture when it falls over."""

import os
import subprocess
import sys
import threading
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from scanner.decode.cascade import read_picture
from scanner.decode.header import PictureError
from scanner.decode.symbol import Reading, Symbol
from scanner.reader.answers import grey_heard, step_heard, step_told, symbols_heard, why_heard
from scanner.reader.reader import Reader
from scanner.reader.wire import Message, WireError
from scanner.salesslip import PRACTICE_SLIP_KEY

SLIPS = Path(__file__).parents[3] / "fixtures" / "slips"
SLIP = SLIPS / "order-01.png"

# The real program with other steps: what each does stands in the picture, one word a line behind the PNG.
STEPS = """
import ctypes, os, sys, time
from scanner.decode import cascade
from scanner.decode.symbol import Reading, StepTaken, Symbol
from scanner.reader import child

def act(what):
    if what == "abort":
        os.abort()
    if what == "exit":
        os._exit(0)
    if what == "raise":
        raise RuntimeError(what)
    if what == "hang":
        time.sleep(600)
    if what == "spin":
        while True:
            pass
    if what == "eat":
        kept = []
        while True:
            kept.append(bytearray(64_000_000))
    if what == "print":
        os.write(1, b"native\\n"); os.write(2, b"native\\n"); print("said", file=sys.stderr)
    if what == "lie":
        os.write(LINE, b"TH1\\n" + bytes(8))
    if what == "read":
        return (Symbol("qr", "text", b"text", what),)
    return ()

def read_picture(data, *, budget_ms, skip, heard, begins):
    begins("open")
    words = data.partition(b"IEND")[2][4:].decode().split()
    if "torn" in words:
        os.abort()
    heard(StepTaken("open", 1.0))
    found = ()
    for name in (word for word in words if word not in skip):
        begins(name)
        found += act(name)
        heard(StepTaken(name, 2.0, act(name) if name == "read" else ()))
    return Reading(found)

cascade.read_picture = read_picture
pipes = child._pipes
def remembered():
    global LINE
    both = pipes()
    LINE = both[1].fileno()
    return both
child._pipes = remembered
child.main()
"""


def reader(patience_s: float = 10.0) -> Reader:
    return Reader(patience_s=patience_s, command=(sys.executable, "-P", "-c", STEPS))


def picture(*steps: str) -> bytes:
    return SLIP.read_bytes() + " ".join(steps).encode()


def outcome(read: Reading) -> tuple[list[str], list[str]]:
    """What was read, and each step with why it did not end."""
    return [str(one.text) for one in read.symbols], [f"{step.name} {step.skipped}".strip() for step in read.steps]


def accepted(read: Reading) -> list[tuple[str, tuple[Symbol, ...]]]:
    return [(one.name, one.accepted) for one in read.steps if one.name != "load"]


def test_it_reads_as_the_cascade_does() -> None:
    with Reader() as ours:
        for name in ("order-01.png", "bad/blank.png"):
            here, there = read_picture(SLIPS / name), ours.read(SLIPS / name)
            assert there.symbols == here.symbols
            assert accepted(there) == accepted(here)


def test_a_slip_is_told_with_its_steps() -> None:
    with Reader() as ours:
        found = ours.scan(SLIP, PRACTICE_SLIP_KEY)
    assert (found.slip and found.slip.order_no, found.refused, found.steps[0].name) == ("80000026000149", None, "open")


def test_a_telephones_48_megapixels_are_read_within_the_limits() -> None:
    """Read with 84 ms and 84 MB of a noisy one, this one with 20 ms; the tail of a message holds it as well."""
    slip = Image.open(SLIP).convert("L")
    photo = Image.new("L", (8064, 6048), 120)
    photo.paste(slip.resize((slip.width * 4, slip.height * 4)), (3000, 900))
    buffer = BytesIO()
    photo.save(buffer, "JPEG")
    with Reader() as ours:
        read = ours.read(buffer.getvalue())
    assert {one.symbology for one in read.symbols} == {"qr", "code128"}


def test_one_process_reads_many() -> None:
    with Reader() as ours:
        ours.read(SLIP)
        first = ours._child
        ours.read(SLIP.read_bytes())
        with pytest.raises(PictureError, match="damaged"):
            ours.read(SLIPS / "bad" / "half-file.png")
        ours.read(SLIPS / "bad" / "blank.png")
        assert ours._child is first


def test_what_is_no_picture_starts_no_process() -> None:
    with Reader(command=("/nowhere",)) as ours:
        for source, why in ((b"hello", "format"), (SLIPS, "folder"), (SLIPS / "none.png", "missing")):
            with pytest.raises(PictureError, match=why):
                ours.read(source)


@pytest.mark.parametrize("how", ["abort", "exit", "raise", "lie"])
def test_a_step_that_falls_over_costs_itself_alone(how: str) -> None:
    with reader() as ours:
        read = ours.read(picture("read", how, "later"))
        assert outcome(read) == (["text"], ["open", "read", f"{how} died", "open", "later"])
        assert outcome(ours.read(picture("after"))) == ([], ["open", "after"])


def test_a_step_that_hangs_is_killed_and_the_picture_goes_on() -> None:
    with reader(patience_s=0.5) as ours:
        read = ours.read(picture("hang", "read"))
        assert outcome(read) == (["text"], ["open", "hang died", "open", "read"])
        assert read.steps[1].cpu_ms > 400


@pytest.mark.skipif(sys.platform == "win32", reason="what the system does not limit, the deadline does")
def test_a_step_that_computes_for_ever_is_ended_by_the_system() -> None:
    short = STEPS.replace(
        "child.main()", "child.import_module('scanner.reader.limits').PICTURE_CPU_S = 0.5; child.main()"
    )
    with Reader(patience_s=60, command=(sys.executable, "-P", "-c", short)) as ours:
        assert outcome(ours.read(picture("spin", "read"))) == (["text"], ["open", "spin died", "open", "read"])


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit it, or not so")
def test_a_step_that_eats_all_memory_is_ended() -> None:
    with reader() as ours:
        assert outcome(ours.read(picture("eat", "read"))) == (["text"], ["open", "eat died", "open", "read"])


def test_three_bad_steps_are_a_bad_picture() -> None:
    with reader() as ours:
        read = ours.read(picture("abort", "exit", "raise", "lie", "read"))
        assert outcome(read)[1] == ["open", "abort died", "open", "exit died", "open", "raise died", "open", "lie died"]
        assert outcome(ours.read(picture("read")))[0] == ["text"]


def test_opening_that_falls_over_is_a_word_of_its_own() -> None:
    with reader() as ours:
        with pytest.raises(PictureError, match="gave_up") as caught:
            ours.read(picture("torn"))
        assert caught.value.word == "picture_gave_up"
        assert outcome(ours.read(picture("read")))[0] == ["text"]


def test_a_process_that_dies_between_pictures_is_started_anew() -> None:
    with reader() as ours:
        ours.read(picture("read"))
        assert ours._child is not None
        ours._child.kill()
        assert outcome(ours.read(picture("read"))) == (["text"], ["open", "read"])


@pytest.mark.parametrize(
    "command", [[sys.executable, "-c", "print('no message')"], [sys.executable, "-c", ""], ["/no/such/program"]]
)
def test_a_process_that_never_answers(command: list[str]) -> None:
    with Reader(command=command) as ours, pytest.raises(PictureError, match="gave_up"):
        ours.read(SLIP)


def test_native_output_never_reaches_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(picture("print", "abort", "later"))
    script = f"""
import sys
from scanner.reader.reader import Reader
with Reader(command=(sys.executable, "-P", "-c", {STEPS!r})) as ours:
    sys.stdout.write(repr([step.name for step in ours.read({str(tmp_path / "picture.png")!r}).steps]))
"""
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"['open', 'print', 'abort', 'open', 'later']", b"")


def test_it_is_interrupted_from_another_thread() -> None:
    ours, said = reader(), list[str]()

    def wait_for_it() -> None:
        try:
            ours.read(picture("hang"))
        except PictureError as error:
            said.append(error.why)

    thread = threading.Thread(target=wait_for_it)
    thread.start()
    while ours._child is None:
        time.sleep(0.01)
    began = time.monotonic()
    ours.interrupt()
    thread.join()
    ours.close()
    assert (said, time.monotonic() - began < 5) == (["stopped"], True)
    with pytest.raises(PictureError, match="stopped"):
        ours.read(SLIP)


def test_what_breaks_off_in_the_middle_is_not_answered_to_the_next_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    with reader() as ours:
        with monkeypatch.context() as broken:
            broken.setattr("scanner.reader.reader.step_heard", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                ours.read(picture("read"))
        assert outcome(ours.read(picture("later"))) == ([], ["open", "later"])


def test_a_picture_is_fitted() -> None:
    with Reader() as ours, Image.open(SLIP) as slip:
        same = ours.fitted(SLIP.read_bytes(), 5000, 5000)
        assert (same.width, same.height, same.dots) == (*slip.size, slip.convert("L").tobytes())
        small = ours.fitted(SLIP.read_bytes(), 100, 5000)
        assert (small.width, small.height) == (100, round(slip.height * 100 / slip.width))
        with pytest.raises(PictureError, match="damaged"):
            ours.fitted((SLIPS / "bad" / "half-file.png").read_bytes(), 100, 100)
        assert ours.read(SLIP).symbols
    with pytest.raises(PictureError, match="stopped"):
        ours.fitted(SLIP.read_bytes(), 100, 100)


@pytest.mark.parametrize(("told", "why"), [("os.abort()", "gave_up"), ("answer(child.Message('fitted'))", "gave_up")])
def test_a_picture_that_is_not_fitted(told: str, why: str) -> None:
    program = f"import os, sys, types; from scanner.reader import child\ndef serve(c, i, answer):\n    {told}\n"
    program += (
        "sys.modules['fits'] = types.SimpleNamespace(serve=serve); child.SERVERS['fit'] = 'fits:serve'; child.main()"
    )
    with Reader(command=(sys.executable, "-P", "-c", program)) as ours:
        with pytest.raises(PictureError, match=why):
            ours.fitted(SLIP.read_bytes(), 100, 100)
        assert ours.read(SLIP).symbols, "by another process"


@pytest.mark.parametrize("size", [(2, 2), (0, 0), (-1, -3), ("1", 3), (3, 1.0)])
def test_a_picture_has_as_many_dots_as_it_says(size: tuple[int, int]) -> None:
    with pytest.raises(WireError):
        grey_heard(Message("fitted", {"width": size[0], "height": size[1]}, b"abc"))


def test_a_payers_code_is_in_no_repr() -> None:
    with Reader() as ours:
        read = ours.read(SLIPS / "bad" / "payment-wechat.png")
    told = step_told(read.steps[-1])
    assert [symbol.text for symbol in read.symbols] != []
    assert [text for one in (read, told) for symbol in read.symbols if (text := str(symbol.text)) in repr(one)] == []


@pytest.mark.parametrize("values", [
    {}, {"name": "a", "cpu_ms": float("nan"), "accepted": [], "skipped": ""},
    {"name": "a", "cpu_ms": 10**400, "accepted": [], "skipped": ""},
    {"name": "a", "cpu_ms": 1, "accepted": [], "skipped": "as it likes"}, {"name": 1},
    {"name": "a", "cpu_ms": "1", "accepted": [], "skipped": ""},
    {"name": "a", "cpu_ms": 1, "accepted": [{"symbology": "qr", "text": "a", "raw": "zz", "step": "a"}], "skipped": ""},
    {"name": "a", "cpu_ms": 1, "accepted": [[]], "skipped": ""},
    {"name": "a", "cpu_ms": 1, "accepted": [{"symbology": "qr"}], "skipped": ""},
])  # fmt: skip
def test_what_is_not_as_agreed_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(WireError):
        step_heard(Message("step", values))
    with pytest.raises(WireError):
        symbols_heard(Message("done", {"symbols": values}))
    assert why_heard(Message("unreadable", {"why": "as it likes"})) == "gave_up"


def test_the_parent_loads_no_decoder() -> None:
    script = f"""
import sys
from pathlib import Path
from scanner.reader.reader import Reader
with Reader() as ours:
    assert ours.scan(Path({str(SLIP)!r}), None).symbols
print([name for name in ("PIL", "zxingcpp", "cv2", "numpy", "pyzbar", "segno") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, check=True, encoding="utf-8")
    assert (done.stdout.strip(), done.stderr, os.linesep != "") == ("[]", "", True)
