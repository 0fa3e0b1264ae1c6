"""One place for the newest frame."""

from threading import Event, Thread

from scanner.camera.slot import Frame, Slot


def test_whoever_takes_gets_the_newest_and_it_once() -> None:
    slot: Slot[str] = Slot()
    for number, picture in enumerate("abc"):
        slot.put(picture, float(number))
    assert slot.take(0) == Frame(2, 2.0, "c")
    assert slot.take(0) is None
    slot.put("d", 3.0)
    assert slot.take(0) == Frame(3, 3.0, "d")


def test_the_last_frame_is_given_out_after_the_end() -> None:
    slot: Slot[str] = Slot()
    slot.put("a", 0.0)
    slot.end()
    assert (slot.ended, slot.take(9)) == (True, Frame(0, 0.0, "a"))
    assert slot.take(9) is None


def test_whoever_waits_is_woken_by_a_frame_and_by_the_end() -> None:
    slot: Slot[str] = Slot()
    taken: list[Frame[str] | None] = []
    first = Event()

    def take_two() -> None:
        taken.append(slot.take(9))
        first.set()
        taken.append(slot.take(9))

    waiting = Thread(target=take_two)
    waiting.start()
    slot.put("a", 0.0)
    assert first.wait(9)
    slot.end()
    waiting.join(9)
    assert taken == [Frame(0, 0.0, "a"), None]
