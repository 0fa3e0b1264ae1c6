"""What the tables of pages may ask of a scene: yes or no, by name, a section a family. Values; scene.py says them.

The rule: a name stands for one thing on every page, and is False where nobody says it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tables may ask. card: the original was paid by card. goods: something of it can still come back.
    known: more is known of it than its slip.

    card_first: the card is presented before the original is named. carded: so it was, and it fits. chosen_of_list:
    the original was. of_several: its slip was, on a picture of several. dated: it was named by reference and date.
    settling: an open refund is being taken up. open: some refund is open. found: an earlier run left
    something that a person should see. ended: a person has ended some refund. correcting: one of those is
    looked at again. counter: customers stand at the practice counter.
    payments: this line takes more than refunds. pay_by_card … unsettled: of a payment's draft
    (terminal.face.drafts.payment). owed: some 冲正 is to be looked at. exchanging: what is
    prepared is the new sale of an exchange. sale_to_come: it came to nothing.
    watching: a folder to be watched is set.
    named: the trainee's name is known. lesson: a task is under way. judged: it is over.
    amiss: the check before a refund found what has to be read first.
    unclosed: an earlier run left a settlement unfinished, which nobody has seen yet.
    unprinted: something did not come out of a printer. unread: and nobody has waved the last of it away. queried:
    查询 led to 交易记录.
    signed_on: an operator is, on the line. supervisor, system: 00 or 99 is at the terminal instead. staff, removing,
    appointing, numbering, lining: of what is done in 管理 (terminal.face.drafts.admin).
    opening: a case is being opened, and its original looked for. reviewing: whoever reviews has keyed the password.
    attaching, discarding: a paper's file is to be kept, to be taken away. refunding: what is paid is paid from a case.
    """

    # refund
    by_reference: bool = False
    card: bool = False
    goods: bool = False
    known: bool = False
    card_first: bool = False
    carded: bool = False
    chosen_of_list: bool = False
    of_several: bool = False
    dated: bool = False
    settling: bool = False
    open: bool = False
    found: bool = False
    ended: bool = False
    correcting: bool = False
    counter: bool = False
    watching: bool = False
    # payment
    payments: bool = False
    pay_by_card: bool = False
    seen: bool = False
    voiding: bool = False
    instead: bool = False
    by_auth_no: bool = False
    of_hold: bool = False
    balance: bool = False
    looking: bool = False
    reversing: bool = False
    closing: bool = False
    unsettled: bool = False
    owed: bool = False
    exchanging: bool = False
    sale_to_come: bool = False
    # lessons
    named: bool = False
    lesson: bool = False
    judged: bool = False
    # device
    amiss: bool = False
    # settlement
    unclosed: bool = False
    # printing
    unprinted: bool = False
    unread: bool = False
    # records
    queried: bool = False
    # admin
    signed_on: bool = False
    supervisor: bool = False
    system: bool = False
    staff: bool = False
    removing: bool = False
    appointing: bool = False
    numbering: bool = False
    lining: bool = False
    # cases
    opening: bool = False
    reviewing: bool = False
    attaching: bool = False
    discarding: bool = False
    refunding: bool = False
