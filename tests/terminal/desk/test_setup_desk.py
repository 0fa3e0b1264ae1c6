"""参数 and 通讯 on the real desk: rights, what is bound, what counts from the next sign-on, the line that is tried."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emulator.ledger.contract import LedgerError
from protocol.cards import TEST_CARDS
from protocol.session import Timing
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Preferences, Refusal
from terminal.desk.office import LinkTest
from terminal.desk.operators import Admitted
from terminal.line.links import LinkUrlError
from terminal.parameters import Parameters, read_parameters, write_parameters
from terminal.records.journal import Journal, JournalError
from terminal.settings import Settings

SYSTEM = Admitted("99")
BOUND = [("merchant_no", "898310000000001"), ("terminal_no", "00000007"), ("link", "tcp://127.0.0.1:1"),
         ("tpdu", "6000040000"), ("header", "603110000200"), ("trace_no", "000500")]  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0)


@pytest.fixture
def opened(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    monkeypatch.setattr("terminal.compose.found_ports", lambda: ("serial:///dev/ttyUSB0",))
    desks: list[Desk] = []

    def make(link: str = "", options: Options | None = None) -> Desk:
        desks.append(open_desk(link, settings, options))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(opened: Callable[..., Desk]) -> Desk:
    return opened()


def word(call: Callable[[], object]) -> str:
    try:
        call()
    except Refusal as refusal:
        return refusal.word
    return ""


def shown(desk: Desk) -> dict[str, tuple[str, str]]:
    return {one.name: (one.text, one.shown) for one in desk.setup.settings(SYSTEM)}


@pytest.mark.parametrize("by", [Admitted("01"), Admitted("00")])
def test_only_the_system_operator_sets_up(desk, settings, by):
    calls = (
        lambda: desk.setup.settings(by),
        lambda: desk.setup.change(by, "copies", "3"),
        lambda: desk.setup.line(by),
        lambda: desk.setup.try_line(by),
    )
    assert [word(call) for call in calls] == ["right_missing"] * 4
    assert not settings.parameters.exists()


def test_what_is_shown(desk):
    before = shown(desk)
    assert before["merchant_name"][0] == ""
    assert before["tpdu"] == ("", "6000030000")
    assert before["header"] == ("", "603110000100")
    assert before["terminal_no"] == ("00000000", "")
    assert (before["batch_no"], before["trace_no"]) == (("000001", ""), ("000001", ""))
    desk.sign_on("01")
    assert shown(desk)["terminal_no"] == ("00000000", "88000001")
    assert [one.name for one in desk.setup.settings(SYSTEM) if one.fixed] == ["batch_no"]


def test_a_link_without_a_tpdu_shows_none(opened):
    rows = shown(opened("serial://COM9?dialect=hypercom"))
    assert "tpdu" not in rows
    assert "header" not in rows


def test_a_change_is_on_the_disk_at_once_and_counts_from_the_next_sign_on(desk, settings):
    desk.sign_on("01")
    for name, text in (("merchant_name", "SHOP 7"), ("hotline", "10086"), ("dialogue", "card"), ("paper_mm", "80")):
        desk.setup.change(SYSTEM, name, text)
    assert read_parameters(settings.parameters).merchant_name == "SHOP 7"
    assert desk.preferences == Preferences()
    station = desk.sign_on("01")
    assert (station.merchant_name, station.hotline) == ("SHOP 7", "10086")
    assert desk.preferences == Preferences(card_first=True)


def test_receipts_are_printed_by_the_parameters(desk):
    for name, text in (("copies", "3"), ("paper_mm", "80"), ("slip", "unionpay"), ("merchant_name", "SHOP 7")):
        desk.setup.change(SYSTEM, name, text)
    desk.sign_on("01")
    sold = desk.payments.sale(1234, TEST_CARDS["unionpay"], "", lambda _record: None)
    (out,) = desk.prints.wait(10)
    copies = [path.read_text(encoding="utf-8") for path in out.files if path.suffix == ".txt"]
    assert len(copies) == 3
    assert max(map(len, copies[0].splitlines())) > 32 >= max(map(len, sold.printed.lines)), "the screen's is narrow"
    assert "SHOP 7" in "".join(sold.printed.lines)


def test_the_host_is_told_the_merchant_and_says_whether_it_knows_it(desk):
    desk.setup.change(SYSTEM, "merchant_no", "898310000000001")
    assert word(lambda: desk.sign_on("01")) == "sign_on_refused"
    desk.setup.change(SYSTEM, "merchant_no", Parameters().merchant_no)
    assert desk.sign_on("01").merchant_no == Parameters().merchant_no


@pytest.mark.parametrize(
    ("number", "said"), [("00000007", "sign_on_refused"), ("88000001", ""), ("88000002", "sign_on_refused")]
)
def test_the_host_is_told_the_terminal_number_and_knows_its_own(desk, number, said):
    assert desk.sign_on("01").terminal_no == "88000001"
    desk.setup.change(SYSTEM, "terminal_no", number)
    assert word(lambda: desk.sign_on("01")) == said


def test_the_front_part_is_what_leaves(opened):
    written: list[bytes] = []

    def listening(line):
        write = line.write
        line.write = lambda data: written.append(bytes(data)) or write(data)
        return line

    desk = opened("", Options(transport=listening))
    desk.setup.change(SYSTEM, "tpdu", "6000040000")
    desk.setup.change(SYSTEM, "header", "603110000200")
    desk.sign_on("01")
    assert bytes.fromhex("6000040000603110000200") in written[0]


@pytest.mark.parametrize(("name", "text"), BOUND)
def test_what_binds_the_terminal_stands_until_it_is_settled(desk, name, text):
    desk.sign_on("01")
    desk.payments.sale(1234, TEST_CARDS["unionpay"], "", lambda _record: None)
    assert word(lambda: desk.setup.change(SYSTEM, name, text)) == "parameter_bound"
    assert word(lambda: desk.setup.change(SYSTEM, "copies", "3")) == ""
    desk.batch.settle(lambda _record: None)
    assert word(lambda: desk.setup.change(SYSTEM, name, text)) == ""


# fmt: off
REFUSED = [("copies", "4", "parameter_malformed"), ("batch_no", "000002", "parameter_malformed"),
           ("header", "6031", "parameter_not_here"), ("link", "emulator:?dialect=tlv", "link_malformed"),
           ("link", "emulator:?profile=none", "link_malformed"), ("link", "pty:", "link_malformed"),
           ("link", "emulator:?scenario=none", "link_malformed"), ("link", "nowhere:", "link_malformed"),
           ("trace_no", "000000", "parameter_malformed"),
           ("trace_no", "1000000", "parameter_malformed"), ("trace_no", "99999a", "parameter_malformed")]
# fmt: on


@pytest.mark.parametrize(("name", "text", "refused"), REFUSED)
def test_a_value_that_does_not_do(desk, settings, name, text, refused):
    assert word(lambda: desk.setup.change(SYSTEM, name, text)) == refused
    assert not settings.parameters.exists()


def test_the_times_are_those_of_the_line(opened, settings):
    settings.parameters.parent.mkdir(parents=True)
    write_parameters(settings.parameters, Parameters(response_s=20, exchange_s=40))
    assert opened()._place.till._session._timing == Timing(t_resp=20.0, t_cap=40.0)


def test_a_disk_that_is_full_leaves_the_old_ones(desk, settings, monkeypatch):
    monkeypatch.setattr("terminal.desk.setup_desk.write_parameters", full)
    assert word(lambda: desk.setup.change(SYSTEM, "copies", "3")) == "parameters_write"
    assert word(lambda: desk.sign_on("01")) == ""


def test_a_damaged_file_is_refused_by_file_and_key(settings, opened):
    settings.parameters.parent.mkdir(parents=True)
    settings.parameters.write_text("copies = 9\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"parameters_damaged file=.*parameters\.toml key=copies"):
        opened()


STORED = ["tcp://127.0.0.1:1?profile=none", "emulator:?scenario=none", "emulator:?profile=none", "pty:", "nowhere:"]


@pytest.mark.parametrize("link", STORED)
def test_a_stored_link_that_is_none_is_refused_by_file_and_key(settings, opened, link):
    settings.parameters.parent.mkdir(parents=True)
    settings.parameters.write_text(f'link = "{link}"\n', encoding="utf-8")
    with pytest.raises(Refusal, match=r"parameters_damaged file=.* key=link"):
        opened()


@pytest.mark.parametrize("link", STORED)
def test_a_link_that_turns_bad_in_the_file_is_refused_at_sign_on_and_the_desk_stays(desk, settings, link):
    desk.sign_on("01")
    desk.setup.change(SYSTEM, "copies", "3")
    settings.parameters.write_text(f'link = "{link}"\n', encoding="utf-8")
    assert word(lambda: desk.sign_on("01")) == "parameters_damaged"
    settings.parameters.unlink()
    assert desk.sign_on("01").link == "emulator:"


def test_a_link_that_does_not_do_says_why(desk):
    with pytest.raises(Refusal) as refused:
        desk.setup.change(SYSTEM, "link", "pty:")
    assert "serving" in str(refused.value.details["reason"])


@pytest.mark.parametrize("link", ["pty:", "emulator:?scenario=none", "nowhere:"])
def test_a_given_link_that_does_not_do_is_told_before_anything_is_opened(settings, opened, link):
    with pytest.raises(LinkUrlError):
        opened(link)
    assert not settings.journal.exists()


def journal_fails(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """The next openings of a journal, in this order; "" for one that goes well, as those do that come after."""
    left = [*words]

    def opening(*given: object) -> Journal:
        why = left.pop(0) if left else ""
        if why:
            raise JournalError(why, "disk")
        return Journal(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("terminal.compose.Journal", opening)


def test_a_journal_that_will_not_open_by_the_new_parameters_leaves_the_desk_as_it_was(desk, monkeypatch):
    desk.sign_on("01")
    desk.setup.change(SYSTEM, "copies", "3")
    journal_fails(monkeypatch, "journal_write")
    assert word(lambda: desk.sign_on("01")) == "journal_write"
    assert shown(desk)["copies"][0] == "3"
    assert desk.open_refunds() == ()
    assert word(desk.batch.now) == "not_signed_on"
    assert desk.sign_on("01").terminal_no == "88000001", "and the next try brings it up"


def test_a_journal_that_will_not_open_again_at_all_says_that_the_terminal_is_to_be_restarted(desk, monkeypatch):
    desk.sign_on("01")
    desk.setup.change(SYSTEM, "copies", "3")
    journal_fails(monkeypatch, "journal_write", "journal_held")
    calls = (
        lambda: desk.sign_on("01"),
        lambda: desk.sign_on("01"),
        desk.open_refunds,
        desk.reset_practice,
        lambda: desk.check_operator("01", "0000"),
        lambda: desk.payments.sale(1234, TEST_CARDS["unionpay"], "", lambda _record: None),
    )
    assert [word(call) for call in calls] == ["restart_wanted"] * len(calls)
    desk.interrupt()
    desk.close()


def test_a_reset_that_fails_leaves_everything_as_it_was(desk, monkeypatch):
    desk.sign_on("01")
    desk.payments.sale(1234, TEST_CARDS["unionpay"], "", lambda _record: None)
    epoch = desk.journal.epoch
    for fail, said in ((journal_full, "journal_write"), (ledger_full, "link_unavailable")):
        with monkeypatch.context() as failed:
            fail(failed)
            assert word(desk.reset_practice) == said
        assert (desk.journal.epoch, len(desk.journal.payments())) == (epoch, 1)
        assert desk.sign_on("01").terminal_no == "88000001"
    desk.reset_practice()
    assert desk.journal.epoch != epoch


def journal_full(monkeypatch: pytest.MonkeyPatch) -> None:
    journal_fails(monkeypatch, "journal_write")


def ledger_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_ledger: object) -> None:
        raise LedgerError("disk")

    monkeypatch.setattr("emulator.practice_host.reset_ledger", full)


def test_the_trace_number_goes_forward_only_and_survives_a_restart(desk, opened):
    desk.setup.change(SYSTEM, "trace_no", "000500")
    assert word(lambda: desk.setup.change(SYSTEM, "trace_no", "000499")) == "trace_backward"
    assert desk.journal.next_trace() == "000500"
    desk.close()
    assert opened().journal.next_trace() == "000501"


def test_links_to_choose_from(desk, opened):
    state = desk.setup.line(SYSTEM)
    assert (state.link, state.given) == ("emulator:", False)
    assert state.found == ("emulator:", "serial:///dev/ttyUSB0")
    desk.setup.change(SYSTEM, "link", "tcp://127.0.0.1:1")
    assert desk.setup.line(SYSTEM).link == "tcp://127.0.0.1:1"
    desk.close()
    assert opened().setup.line(SYSTEM).found == ("emulator:", "tcp://127.0.0.1:1", "serial:///dev/ttyUSB0")


def test_a_link_that_is_given_wins(settings, opened, desk):
    desk.setup.change(SYSTEM, "link", "tcp://127.0.0.1:1")
    desk.close()
    given = opened("emulator:")
    assert given.sign_on("01").link == "emulator:"
    assert (given.setup.line(SYSTEM).link, given.setup.line(SYSTEM).given) == ("emulator:", True)


def test_trying_the_line_signs_nobody_on(desk):
    assert desk.setup.try_line(SYSTEM) == LinkTest("emulator:", "888888800000001", "88000001")
    assert desk._place.station is None


def test_trying_the_line_leaves_who_is_signed_on(desk):
    desk.sign_on("01")
    desk.setup.try_line(SYSTEM)
    assert desk._place.station is not None
    assert desk.batch.now().operator_no == "01"


def test_a_line_that_is_not_there(desk):
    desk.setup.change(SYSTEM, "link", "tcp://127.0.0.1:1")
    assert word(lambda: desk.setup.try_line(SYSTEM)) == "link_unavailable"
    desk.setup.change(SYSTEM, "link", "emulator:")
    assert word(lambda: desk.sign_on("01")) == ""


def test_who_set_what_from_what_stands_in_the_journal_and_in_the_days_report(desk, monkeypatch):
    for name, text in (("hotline", "10086"), ("copies", "3"), ("trace_no", "000500")):
        desk.setup.change(SYSTEM, name, text)
    desk.setup.change(SYSTEM, "copies", "3")  # as it was
    assert word(lambda: desk.setup.change(SYSTEM, "copies", "9")) == "parameter_malformed"
    monkeypatch.setattr("terminal.desk.setup_desk.write_parameters", full)
    assert word(lambda: desk.setup.change(SYSTEM, "copies", "2")) == "parameters_write"
    noted = [(entry.kind, entry.operator_no, entry.subject, entry.body) for entry in desk.journal.entries()]
    assert noted == [
        ("terminal.parameter_set", "99", "hotline", {"old": "", "new": "10086"}),
        ("terminal.parameter_set", "99", "copies", {"old": "2", "new": "3"}),
        ("terminal.parameter_set", "99", "trace_no", {"old": "000001", "new": "000500"}),
        ("terminal.parameter_set", "99", "copies", {"old": "3", "new": "2"}),
        ("terminal.parameter_kept", "99", "copies", {"old": "3", "new": "2"}),
    ]
    told = desk.records.day_report(Admitted("00")).changes
    assert [(one.operator_no, one.name, one.old, one.new, one.kept) for one in told][3:] == [
        ("99", "copies", "3", "2", False),
        ("99", "copies", "3", "2", True),
    ]
    assert desk.records.day_report(Admitted("01")).changes == ()
    assert desk.journal.verify() == len(noted)


def test_a_journal_that_takes_nothing_changes_no_parameter(desk, settings, monkeypatch):
    def failing(*_given: object, **_said: object) -> None:
        raise JournalError("journal_write", "disk")

    monkeypatch.setattr(desk.journal, "note", failing)
    assert word(lambda: desk.setup.change(SYSTEM, "copies", "3")) == "journal_write"
    assert not settings.parameters.exists()


def full(_file: object, _parameters: object) -> None:
    raise OSError(28, "No space left on device")
