"""Papers of a case (材料): what they are called, and which of them each kind needs. Pure data.

The rule: what is asked for beside `NEEDED` is the policy's; nothing here knows a file.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What the refund is for: a device (设备), a transaction (交易), a service (服务), or a change of policy (政策)."""

    DEVICE = "device"
    TRANSACTION = "transaction"
    SERVICE = "service"
    POLICY = "policy"


class Paper(StrEnum):
    """A paper by what it is. IDENTITY: of whoever applies. OTHER: none of the list."""

    SLIP = "slip"
    INVOICE = "invoice"
    CONTRACT = "contract"
    VOUCHER = "voucher"
    FAULT_REPORT = "fault_report"
    RECORDS = "records"
    SCREENSHOTS = "screenshots"
    EVALUATION = "evaluation"
    NOTICE = "notice"
    COURIER = "courier"
    IDENTITY = "identity"
    OTHER = "other"


ALWAYS = (Paper.SLIP, Paper.INVOICE, Paper.CONTRACT, Paper.VOUCHER)
"""销售单, 发票, 合同副本, 付款凭证: every kind needs them (mission B2)."""

# fmt: off
NEEDED: Mapping[Kind, tuple[Paper, ...]] = MappingProxyType({  # mission B2
    Kind.DEVICE:      (*ALWAYS, Paper.FAULT_REPORT),
    Kind.TRANSACTION: (*ALWAYS, Paper.RECORDS, Paper.SCREENSHOTS),
    Kind.SERVICE:     (*ALWAYS, Paper.EVALUATION),
    Kind.POLICY:      (*ALWAYS, Paper.NOTICE),
})
# fmt: on
