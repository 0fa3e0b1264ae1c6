"""A served host with everything that watches it, over real tcp: the same exchange in trace, told line and counters."""

import io
from datetime import UTC, datetime

from emulator.serving.far_end import FarEnd
from emulator.serving.limits import Limits
from emulator.serving.metrics import Metrics
from emulator.serving.told import Told
from emulator.serving.trace_file import TraceFile
from emulator.serving.watch import Watches
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import Envelope, seal
from protocol.dialects.unionpay.profiles import named
from protocol.framing import Check
from protocol.message import Message
from protocol.session import Framing
from protocol.trace import Head, Kind, Record, Way, lines_of, read_trace

PROFILE = named("practice")
PAN = TEST_CARDS["visa"].number
NOW = datetime(2026, 11, 22, 14, 3, 22, tzinfo=UTC)
TYPE = "25000007000600"
FIELDS = {2: PAN, 3: "200000", 4: "000000001234", 11: "000123", 35: PAN + "D30122011234", 60: TYPE}
ASKED = seal(Envelope.of(PROFILE), Message("0220", FIELDS), None, PROFILE)
ANSWER = seal(Envelope.of(PROFILE), Message("0230", {39: "00", 60: TYPE}), None, PROFILE)


class Host:
    """Approves."""

    def answer(self, data: bytes) -> bytes | None:
        return ANSWER if data == ASKED else None

    def refuse(self, data: bytes, code: str) -> bytes | None:
        return None


def test_one_exchange_is_seen_by_all_of_them(served, tmp_path):
    path, stderr = tmp_path / "trace.jsonl", io.StringIO()
    trace = TraceFile(
        path, Head("practice", Framing.LENGTH, Check.LRC, NOW), PROFILE, lambda: 5.0, stderr.write, Limits().frame_bytes
    )
    told, metrics = Told(stderr, lambda: NOW, PROFILE, "en"), Metrics(PROFILE)

    async def use(connect):
        peer = await connect()
        return await peer.ask(ASKED), peer.writer.get_extra_info("sockname")[1]

    answers, port = served(FarEnd(Host(), Framing.LENGTH, watch=Watches(trace, told, metrics)), use)
    trace.close()
    told.close()
    assert answers == [ANSWER]

    peer = f"127.0.0.1:{port}"
    with path.open(encoding="utf-8") as stream:
        records = [row for row in read_trace(lines_of(stream)) if isinstance(row, Record)]
    assert [(row.kind, row.way, row.peer) for row in records] == [
        (Kind.OPENED, None, peer), (Kind.FRAME, Way.IN, peer), (Kind.FRAME, Way.OUT, peer), (Kind.CLOSED, None, peer),
    ]  # fmt: skip
    assert len(records[1].hex) == 2 * len(ASKED)
    assert records[2].hex == ANSWER.hex().upper()
    line = stderr.getvalue()
    assert line.startswith(
        f"2026-11-22 14:03:22 {peer} 0220 refund voucher 000123 card 411111******1111 amount 12.34 yuan -> 00 approved "
    )
    assert metrics.registry.get_sample_value("tuihuo_messages_total", {"transaction": "refund", "code": "00"}) == 1
    assert metrics.registry.get_sample_value("tuihuo_connections_open") == 0
    assert PAN[6:12] not in records[1].hex + line
