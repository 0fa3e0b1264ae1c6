"""What codes, fields and response codes of the Hypercom link mean, and what is ours in it. Facts only.

Source: the published link POS texts and examples (fixtures/frames/README.md). Ours: R1 and R2 of a refund carry its
key, text RO1 in field 02 of an answer to 74 and D1 says what became of it, text LK1 in an answer to D0 says whose
ledger it is.
"""

from protocol.dialects import Stage
from protocol.transactions import Found, RefundKey

# fmt: off
REFUND, INQUIRY, ECHO, CANCEL = "27", "74", "D0", "D1"                  # transaction codes
TEXT, DATE, TIME, TERMINAL, AMOUNT, BATCH, TRACE = "02", "03", "04", "16", "40", "50", "65"
MERCHANT, REFERENCE, KEY, KEY_DATE = "D1", "D3", "R1", "R2"

PROGRESS = {
    "C0": Stage.CARD, "C1": Stage.CARD, "C2": Stage.CARD, "C3": Stage.CARD,
    "P1": Stage.PIN,  "P2": Stage.PIN,  "P3": Stage.PIN,  "P4": Stage.PIN,
}

# Response codes that are not those of ISO 8583, and the code that says the same there: ND declined; UA stopped at the
# device by a person, before anything was sent. The others (TO, XX, NB …) are kept: they settle nothing.
ISO_CODES = {"ND": "05", "UA": "05"}

OUTCOMES = {"RO1F": Found.FOUND, "RO1N": Found.NOT_FOUND, "RO1C": Found.CANCELLED}
# fmt: on

APPROVED = "00"
LEDGER_TAG, EMULATOR_MARK = "LK1", "TUIHUO"
NO_EPOCH = "00000000"
"""Of a refund without R1: a register that is not ours."""
_TEXT_BYTES, _KEY_BYTES = 40, 20


def padded_text(text: str) -> bytes:
    """Field 02: 40 characters."""
    return text.ljust(_TEXT_BYTES).encode("ascii")


def key_fields(key: RefundKey) -> tuple[tuple[str, bytes], ...]:
    """R1: epoch (8), batch (6), trace (6). R2: yyyymmdd padded to 20. Merchant and terminal are the device's own."""
    return (
        (KEY, f"{key.epoch}{key.batch_no}{key.trace_no}".encode("ascii")),
        (KEY_DATE, key.business_date.ljust(_KEY_BYTES).encode("ascii")),
    )


def full_date(month_day: str, business_date: str) -> str:
    """Field 03, yymmdd: the last such MMDD not after the business date (yyyymmdd)."""
    year = int(business_date[:4]) - (month_day > business_date[4:])
    return f"{year % 100:02d}{month_day}"
