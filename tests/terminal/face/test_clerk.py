"""The clerk: one thread makes, uses and closes the desk; a refusal and a mistake both come out by the future."""

import threading
from concurrent.futures import Future
from queue import SimpleQueue

import pytest

from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask
from terminal.face.asks.printing import Collect
from terminal.face.asks.signing import Arrived, CheckOperator, Open, SignOnAt
from terminal.face.clerk import Clerk
from terminal.printers.outcome import Printout


def test_one_thread_owns_the_desk_from_first_to_last(desk) -> None:
    threads: list[str] = []
    answers: SimpleQueue[tuple[Ask, Future[object]]] = SimpleQueue()

    def make():
        threads.append(threading.current_thread().name)
        return desk

    clerk = Clerk(make, lambda ask, outcome: answers.put((ask, outcome)), lambda record: None)
    assert threads == []
    clerk.ask(Open())
    clerk.ask(CheckOperator("01", "1111"))
    clerk.ask(SignOnAt("01"))
    heard = [answers.get(timeout=30) for _ in range(3)]
    clerk.close()
    assert [ask for ask, _ in heard] == [Open(), CheckOperator("01", "1111"), SignOnAt("01")]
    assert isinstance(heard[1][1].exception(), Refusal)
    assert isinstance(heard[2][1].result(), Arrived)
    assert len(threads) == 1
    assert threads[0].startswith("desk")
    assert desk.interrupted
    assert desk.closed


def test_a_refused_desk_is_made_again_with_the_next_ask(desk) -> None:
    answers: SimpleQueue[Future[object]] = SimpleQueue()
    makes = iter([Refusal("journal_held"), None])

    def make():
        refusal = next(makes)
        if refusal is not None:
            raise refusal
        return desk

    clerk = Clerk(make, lambda ask, outcome: answers.put(outcome), lambda record: None)
    clerk.ask(Open())
    with pytest.raises(Refusal, match="journal_held"):
        answers.get(timeout=30).result()
    clerk.ask(Open())
    assert answers.get(timeout=30).result() is not None
    clerk.close()


@pytest.mark.parametrize(("left", "code"), [((), 0), (("a refund",), 3)], ids=["nothing", "a refund"])
def test_who_gives_the_desk_back_hears_what_was_left_open(desk, monkeypatch, left: tuple[str, ...], code: int) -> None:
    """Exit codes of the terminal, with screens and without (README)."""
    monkeypatch.setattr(desk, "open_refunds", lambda: left)
    clerk = Clerk(lambda: desk, lambda ask, outcome: None, lambda record: None)
    clerk.ask(Open())
    assert clerk.close() == code


def test_passwords_do_not_stand_in_a_repr() -> None:
    assert "1111" not in repr(CheckOperator("01", "1111"))


def test_what_the_printers_have_done_is_collected_by_the_desks_own_thread(desk) -> None:
    answers: SimpleQueue[tuple[Ask, Future[object]]] = SimpleQueue()
    clerk = Clerk(lambda: desk, lambda ask, outcome: answers.put((ask, outcome)), lambda record: None)
    clerk.ask(Open())
    answers.get(timeout=30)
    desk.prints.news = [Printout(number=1)]
    desk.prints.wake()  # by the printers' thread, whenever something came out
    ask, outcome = answers.get(timeout=30)
    assert (ask, outcome.result()) == (Collect(), (Printout(number=1),))
    clerk.close()
    desk.prints.wake()
    assert answers.empty(), "nothing is collected of a desk that was given back"
