"""All planted bugs, by family."""

from planted import batch, desk, host, journal, late, line, paper, payments, refunds
from planted.rows import Planted

FAMILIES: dict[str, tuple[Planted, ...]] = {
    "refunds": refunds.PLANTED,
    "desk": desk.PLANTED,
    "journal": journal.PLANTED,
    "line": line.PLANTED,
    "host": host.PLANTED,
    "batch": batch.PLANTED,
    "payments": payments.PLANTED,
    "paper": paper.PLANTED,
    "late": late.PLANTED,
}
EVERY: tuple[Planted, ...] = tuple(bug for some in FAMILIES.values() for bug in some)
