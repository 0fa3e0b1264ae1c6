"""交易记录 at the cash desk: implements terminal.desk.doors.Records on one workplace - lists, one life, files, again.

Nothing is asked of the host, and no sign-on is needed. The rule: all of it is read from the journal, which it changes
by nothing but the note of a slip that was printed again.
"""

from dataclasses import replace
from pathlib import Path

from terminal.desk.door import Refusal
from terminal.desk.doors import Exported
from terminal.desk.exports import made_here, saved
from terminal.desk.operators import Admitted, Right
from terminal.desk.slips import print_again
from terminal.desk.workplace import Workplace, journal_refused
from terminal.language import translator
from terminal.printers.outcome import Printout
from terminal.records.changes import changes
from terminal.records.export import FORMATS
from terminal.records.report import DayReport, Filter, Group, Report, day_report, report
from terminal.records.timeline import Step, life
from terminal.trade.batch import SettlementRecord, Transaction


class RecordsDesk:
    """See the module."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def today(self, operator_no: str) -> Report:
        """See terminal.desk.doors.Records."""
        day = self._today()
        return self._found(Filter(since=day, until=day, operator_no=operator_no, group=Group.REFUND))

    def find(self, by: Admitted, asked: Filter) -> Report:
        """See terminal.desk.doors.Records."""
        _require(by, asked)
        return self._found(asked)

    def life(self, key: str) -> tuple[Step, ...]:
        """See terminal.desk.doors.Records."""
        with journal_refused():
            try:
                return life(self._place.journal.entries(key))
            except ValueError as error:
                raise Refusal("journal_damaged", reason=str(error)) from None

    def again(self, key: str) -> Printout:
        """See terminal.desk.doors.Records."""
        one = next((one for one in self._place.transactions() if str(one.key) == key), None)
        if one is None:
            raise Refusal("nothing_to_print")
        return print_again(self._place, one)

    def day_report(self, by: Admitted, day: str = "") -> DayReport:
        """See terminal.desk.doors.Records."""
        shown = day or self._today()
        with journal_refused():
            changed = changes(self._place.journal.entries(), shown)
        whole = replace(day_report(self._place.transactions(), shown), changes=changed)
        return whole if by.may(Right.EVERYBODY) else whole.of_operator(by.operator_no)

    def settlement(self) -> SettlementRecord | None:
        """See terminal.desk.doors.Records."""
        with journal_refused():
            settlements = self._place.journal.settlements()
        station = self._place.till.station
        closed = [one for one in settlements if one.over]
        here = [one for one in closed if station is None or one.link == station.identity]
        return here[-1] if here else None

    def export(self, by: Admitted, asked: Filter, form: str, lang: str) -> Exported:
        """See terminal.desk.doors.Records."""
        _require(by, asked)
        chosen = FORMATS[form]
        shown = report(self._all(asked), asked, chosen.most)
        data = chosen.make(shown, made_here(self._place), translator(lang))
        return Exported(saved(self._place, "records", chosen.ending, data), len(shown.rows), shown.found)

    def export_day(self, by: Admitted, day: str, lang: str) -> Path:
        """See terminal.desk.doors.Records."""
        from terminal.records.printed import day_pdf  # Pillow and the font only where something is drawn

        whole, made = self.day_report(by, day), made_here(self._place)
        return saved(self._place, "day", "pdf", day_pdf(whole, made, translator(lang)))

    def _found(self, asked: Filter) -> Report:
        return report(self._all(asked), asked)

    def _today(self) -> str:
        return f"{self._place.clock():%Y-%m-%d}"

    def _all(self, asked: Filter) -> tuple[Transaction, ...]:
        """Every transaction; where a batch is asked for, those of the present host, as others count batches too."""
        station = self._place.till.station
        every = self._place.transactions()
        if not asked.batch_no or station is None:
            return every
        return tuple(one for one in every if one.link == station.identity)


def _require(by: Admitted, asked: Filter) -> None:
    """One's own records are one's own. Refusal right_missing."""
    if asked.operator_no != by.operator_no:
        by.require(Right.EVERYBODY)
