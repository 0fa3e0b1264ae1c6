"""What the parameters make of a terminal: its link, its name to the host, its paper. Nothing is opened or read here.

The rule: a parameter that stands here is honoured; what a parameter leaves open is the shop's or the profile's own.
"""

from dataclasses import dataclass, replace

from terminal.desk.door import Preferences
from terminal.desk.parts import Outlet
from terminal.desk.register import Head, Style
from terminal.line.links import LinkUrl
from terminal.line.peers import Peer
from terminal.line.till import Profile
from terminal.parameter_rows import CARD_FIRST
from terminal.parameters import Parameters
from terminal.receipt import LAKALA, MM58, MM80, THREE_COPIES, TWO_COPIES, UNIONPAY

# fmt: off
_PAPERS = {58: MM58, 80: MM80}
_COPIES = {2: TWO_COPIES, 3: THREE_COPIES}
_SLIPS  = {"lakala": LAKALA, "unionpay": UNIONPAY}
# fmt: on


@dataclass(frozen=True, slots=True)
class Fitting:
    """One terminal as it is set to. link: in force, and what it means (url, peer)."""

    parameters: Parameters
    link: str
    url: LinkUrl
    peer: Peer

    @property
    def style(self) -> Style:
        """How it prints."""
        asked = self.parameters
        return Style(_PAPERS[asked.paper_mm], _SLIPS[asked.slip], _COPIES[asked.copies])

    def profile(self, batch_no: str, *, live: bool) -> Profile:
        """Who it is to the host, and which batch it proposes."""
        return Profile(self.peer.name, self.parameters.merchant_no, self.parameters.terminal_no, batch_no, live)

    def head(self, own: Head) -> Head:
        """What its receipts say, beginning with what the shop says of itself."""
        asked = self.parameters
        return replace(
            own, merchant_name=asked.merchant_name or own.merchant_name, hotline=asked.hotline or own.hotline
        )

    def outlet(self, own: Head, slip_key: bytes | None, *, practice: bool) -> Outlet:
        """What its desk is."""
        head, asked = self.head(own), self.parameters
        return Outlet(
            link=self.link,
            merchant_name=head.merchant_name,
            hotline=head.hotline,
            practice=practice,
            slip_key=slip_key,
            preferences=Preferences(asked.dialogue == CARD_FIRST),
            reversal_tries=asked.reversal_tries,
            own=(("merchant_name", own.merchant_name), ("hotline", own.hotline), *self.peer.front),
        )
