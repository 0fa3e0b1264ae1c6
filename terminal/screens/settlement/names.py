"""What kinds of transactions are called on the LCD: as on the slips, in one language. Pure, no line is drawn here."""

from protocol.transactions import Channel
from terminal.language import Texts


def kind_name(kind: str, channel: Channel, t: Texts) -> str:
    """By the table of slips; what was paid by phone is named with its wallet."""
    from terminal.receipt import Kind  # loaded when a batch is first counted
    from terminal.receipt.kinds import KINDS

    named = KINDS[Kind(kind)]
    name = named.zh if t("language.self") == "zh_CN" else named.en
    return name if channel is Channel.CARD else f"{name} {t(f'channel.{channel}')}"
