"""Messages in groups: one commit, what a failed one comes to, and a fault of ours that costs one connection alone."""

import pytest

from emulator.serving.batch import Batch


class Loop:
    """call_soon, by hand. A fault is kept, as a loop's handler does."""

    def __init__(self) -> None:
        self.calls: list[tuple] = []
        self.faults: list[str] = []

    def call_soon(self, call, *words) -> None:
        self.calls.append((call, *words))

    def run(self) -> None:
        while self.calls:
            call, *words = self.calls.pop(0)
            try:
                call(*words)
            except (ZeroDivisionError, KeyError) as error:
                self.faults.append(type(error).__name__)


class Asker:
    def __init__(self, breaks_at: bytes = b"") -> None:
        self.heard: list[tuple[bytes, bytes | None, bool]] = []
        self.failed = False
        self.breaks_at = breaks_at

    def answered(self, asked, answer, last):
        if asked == self.breaks_at:
            raise KeyError(asked)
        self.heard.append((asked, answer, last))

    def fail(self):
        self.failed = True


@pytest.fixture
def loop() -> Loop:
    return Loop()


def heard(*words: bytes) -> list[tuple[bytes, bytes, bool]]:
    return [(word, b"re: " + word, True) for word in words]


def test_all_that_waits_is_one_commit_in_the_order_of_asking(loop, host, books):
    ledger, askers = books(), [Asker() for _ in range(3)]
    batch = Batch(host, ledger, 100, loop.call_soon)
    for number, asker in enumerate(askers):
        batch.ask(asker, b"%d" % number, True)
    assert len(loop.calls) == 1
    loop.run()
    assert [asker.heard for asker in askers] == [heard(b"0"), heard(b"1"), heard(b"2")]
    assert (host.asked, ledger.groups) == ([b"0", b"1", b"2"], ["committed"])


@pytest.mark.parametrize(("messages", "commits"), [(3, 1), (4, 2), (6, 2), (7, 3)])
def test_no_more_than_so_many_in_a_commit(loop, host, books, messages, commits):
    ledger, asker = books(), Asker()
    batch = Batch(host, ledger, 3, loop.call_soon)
    for number in range(messages):
        batch.ask(asker, b"%d" % number, True)
    loop.run()
    assert ledger.groups == ["committed"] * commits
    assert asker.heard == heard(*(b"%d" % number for number in range(messages)))


def test_what_is_asked_while_others_are_told_comes_in_the_next(loop, host, books):
    class Again(Asker):
        def answered(self, asked, answer, last):
            super().answered(asked, answer, last)
            if asked == b"first":
                batch.ask(self, b"second", True)

    ledger, asker = books(), Again()
    batch = Batch(host, ledger, 100, loop.call_soon)
    batch.ask(asker, b"first", True)
    loop.run()
    assert (asker.heard, ledger.groups) == (heard(b"first", b"second"), ["committed", "committed"])


def test_a_commit_that_fails_says_96_to_all_of_its_group_and_the_next_is_clean(loop, host, books):
    ledger, asker = books(True), Asker()
    batch = Batch(host, ledger, 2, loop.call_soon)
    for word in (b"a", b"b", b"c"):
        batch.ask(asker, word, True)
    loop.run()
    assert asker.heard == [(b"a", b"96: a", True), (b"b", b"96: b", True), (b"c", b"re: c", True)]
    assert (ledger.groups, loop.faults, asker.failed) == (["failed", "committed"], [], False)


@pytest.mark.parametrize("durable", [True, False])
def test_a_ledger_that_is_away_says_96(loop, host, books, durable):
    ledger, asker = books() if durable else None, Asker()
    batch = Batch(host, ledger, 100, loop.call_soon)
    for word in (b"a", b"ledger", b"b"):
        batch.ask(asker, word, True)
    loop.run()
    assert [answer for _, answer, _ in asker.heard] == [b"96: a", b"96: ledger", b"96: b"]
    assert (loop.faults, asker.failed) == ([], False)


@pytest.mark.parametrize("durable", [True, False])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_fault_of_ours_costs_the_connection_that_met_it(loop, host, books, durable, place):
    ledger, honest, culprit = books() if durable else None, Asker(), Asker()
    batch = Batch(host, ledger, 100, loop.call_soon)
    words = [(honest, b"a"), (honest, b"b")]
    words.insert(place, (culprit, b"fault"))
    for asker, word in (*words, (culprit, b"behind")):
        batch.ask(asker, word, True)
    loop.run()
    assert (honest.heard, honest.failed) == (heard(b"a", b"b"), False)
    assert (culprit.heard, culprit.failed) == ([], True)
    assert loop.faults == ["ZeroDivisionError"]


def test_after_a_fault_the_rest_is_committed_once(loop, host, books):
    ledger, honest = books(), Asker()
    batch = Batch(host, ledger, 2, loop.call_soon)
    for asker, word in ((honest, b"a"), (Asker(), b"fault"), (honest, b"b"), (honest, b"c")):
        batch.ask(asker, word, True)
    loop.run()
    assert (ledger.groups, honest.heard) == (["undone", "committed", "committed"], heard(b"a", b"b", b"c"))


def test_an_asker_that_breaks_when_it_is_told_does_not_cost_the_others_their_answers(loop, host, books):
    askers = [Asker(), Asker(b"b"), Asker()]
    batch = Batch(host, books(), 100, loop.call_soon)
    for asker, word in zip(askers, (b"a", b"b", b"c"), strict=True):
        batch.ask(asker, word, True)
    loop.run()
    assert [asker.heard for asker in askers] == [heard(b"a"), [], heard(b"c")]
    assert [asker.failed for asker in askers] == [False, True, False]
    assert loop.faults == ["KeyError"]
