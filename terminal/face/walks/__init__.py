"""The rows of each family of pages: where they lead, their menus, their keys. Data only."""

from terminal.face.pages import Walk
from terminal.face.walks import admin, cases, device, lessons, payment, printing, records, refund, settlement, signing

WALKS: tuple[Walk, ...] = (
    cases.WALK,  # before 退货: its pages lead elsewhere while a case is opened or paid
    signing.WALK,
    device.WALK,
    refund.WALK,
    payment.WALK,
    printing.WALK,
    settlement.WALK,
    records.WALK,
    admin.WALK,
    lessons.WALK,
)
