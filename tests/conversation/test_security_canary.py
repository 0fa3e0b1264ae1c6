"""A day of secrets that stand nowhere else: whatever the terminal wrote, showed or raised is searched for them.

The values are drawn anew each time: a card's number, a customer's PIN, a wallet's payer code, operators' passwords and
the working keys of the line. They go through sign-on, sale, void, pre-authorisation, balance, refund, silence, a wrong
PIN, settlement, reprints, reports, exports, the line's own view and a kill; what was left on disk, journal and ledger
and their WAL among it, is read as it lies there.
"""

import random
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from canary import Canary
from supervisor import BY

from protocol.cards import TEST_CARDS, Card
from protocol.security import MasterKey, seal_working_keys
from protocol.transactions import ByReference
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.doors import Filter
from terminal.desk.operators import Admitted
from terminal.settings import Settings

DONE = {
    "operator.password_set", "operator.password_wrong", "payment.intent", "payment.approved", "refund.intent",
    "refund.approved", "batch.closed",
}  # fmt: skip
"""What the day had at least, so that it is one."""
DRAWN = random.Random(20261122)


def digits(count: int) -> str:
    return "".join(DRAWN.choice("123456789") for _ in range(count))


def card_number() -> str:
    """19 digits of an issuer that there is, with a right check digit (Luhn)."""
    front = f"621799{digits(12)}"
    doubled = front[::-2].translate(str.maketrans("123456789", "246813579"))
    return front + str(-sum(map(int, doubled + front[-2::-2])) % 10)


class Day:
    """One desk, its secrets, and all that it said."""

    def __init__(self, home: Path, keys: list[bytes]) -> None:
        self.card = Card(card_number(), "3012")
        self.pin, self.password, self.payer_code = digits(12), digits(8), f"28{digits(16)}"
        self.keys = keys
        self.said: list[str] = []
        self.desk: Desk = open_desk("emulator:?t_resp=0.3&t_ack=0.1", Settings(home, "zh", 0.0))

    def secrets(self) -> Canary:
        numbers = (self.card.number, f"{self.card.number}D{self.card.expiry}"[:22], self.pin, self.payer_code)
        keys = [key.hex() for key in self.keys] + [key.hex().upper() for key in self.keys]
        return Canary([*numbers, *keys], [self.password])

    def hear(self, told: object) -> None:
        self.said += [repr(told), str(told)]

    def tries(self, act: Callable[[], object]) -> object:
        """Do it; what it gives or raises is heard, with its traceback and all that stands in its frames' reprs."""
        try:
            done = act()
        except (Refusal, ValueError) as error:
            shown = traceback.TracebackException.from_exception(error, capture_locals=False)
            self.hear("".join(shown.format()))
            return None
        self.hear(done)
        return done


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nobody_waits: None) -> Iterator[Day]:
    drawn: list[bytes] = []

    def sealed(master: MasterKey, *keys: bytes) -> bytes:
        drawn.extend(filter(None, keys))
        return seal_working_keys(master, *keys)

    monkeypatch.setattr("emulator.host.sign_on.seal_working_keys", sealed)
    day = Day(tmp_path / "home", drawn)
    yield day
    with suppress(Refusal):
        day.desk.close()


def lived(day: Day) -> None:
    """Everything that a terminal does with what may be written nowhere."""
    desk, card, pin = day.desk, day.card, day.pin
    day.tries(lambda: desk.staff.set_password(Admitted("99"), "99", day.password))
    day.tries(lambda: desk.check_operator("99", day.password))
    day.tries(lambda: desk.check_operator("99", day.password[::-1]))
    day.tries(lambda: desk.sign_on("01"))
    sale = desk.payments.sale(2000, card, pin, day.hear)
    day.hear(sale)
    day.tries(lambda: desk.payments.balance(card, pin))
    day.tries(lambda: desk.payments.qr_sale(1500, day.payer_code, day.hear))
    hold = day.tries(lambda: desk.payments.preauth(3000, card, pin, day.hear))
    voided = desk.payments.sale(700, card, pin, day.hear).record
    day.tries(lambda: desk.payments.void(BY, voided.voucher_no, card, pin, day.hear))
    original = desk.find(ByReference(sale.record.reference_no, sale.record.named.month_day))
    day.tries(lambda: desk.refund(BY, RefundRequest(original, 500), card, day.hear))
    day.tries(lambda: desk.refund(BY, RefundRequest(original, 500), TEST_CARDS["visa"], day.hear))
    day.tries(lambda: desk.read(card.number))
    day.tries(lambda: desk.read(day.payer_code))
    day.tries(lambda: desk.find(ByReference(card.number[:12], "1122")))
    day.hear([desk.device.frames(), desk.batch.now(), hold])
    for form in ("csv", "json", "pdf"):
        day.tries(lambda form=form: desk.records.export(BY, Filter(), form, "zh"))
    day.tries(lambda: desk.records.export_day(BY, "", "zh"))
    day.tries(desk.prints.details)
    day.tries(desk.prints.summary)
    day.tries(desk.prints.again)
    day.tries(lambda: desk.batch.settle(day.hear))
    day.hear(repr(desk.prints.wait(5.0)))


def test_nothing_that_was_written_shown_or_raised_holds_a_secret(
    day: Day, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lived(day)
    out, err = capfd.readouterr()
    secrets = day.secrets()
    open_files = list(secrets.under(tmp_path))  # with journal and ledger as a kill would leave them
    kinds = {entry.kind for entry in day.desk.journal.entries()}
    day.desk.close()
    assert kinds >= DONE, DONE - kinds
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(day.keys) >= 2
    assert {file.suffix for file in written} >= {".db", ".txt", ".png", ".csv", ".json", ".pdf"}
    assert len("".join(day.said)) > 20_000
    found = [*open_files, *secrets.under(tmp_path), *secrets.in_text("\n".join(day.said), "said")]
    assert [*found, *secrets.in_text(out + err, "console")] == []


def test_the_search_finds_each_in_every_dress(day: Day, tmp_path: Path) -> None:
    import base64

    number, text = day.card.number, day.card.number.encode()
    planted = [
        text, b"xx" + base64.b64encode(b"?" + text + b"?") + b"yy", text.hex().encode(), bytes.fromhex(f"{number}F"),
        bytes.fromhex(f"1{number}"), number.encode("utf-16"), number.encode("utf-16-be"), text[::-1],
        " ".join(number[at : at + 4] for at in range(0, len(number), 4)).encode(),
    ]  # fmt: skip
    for at, data in enumerate(planted):
        (tmp_path / "planted").write_bytes(b"\0" * 100 + data + b"\0" * 100)
        assert [hit.place for hit in day.secrets().under(tmp_path)] != [], at
