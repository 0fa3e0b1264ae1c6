"""In which words a refund case is refused; a part of the table terminal.desk.door.FAULTS.

Words and nothing else. The rule: what terminal.case raises as a CaseFault has its word here.
"""

# fmt: off
CASE_REFUSED: tuple[str, ...] = (
    "case_unknown",
    "case_exists",              # this number is taken
    "case_numbers",             # 9999 cases in one day
    "case_duplicate",           # the same sale or receipt has another case
    "case_open",                # the original is refunded from its case or not at all
    "case_sale",                # a refund from a case, of another sale
    "completion_not_refundable",  # of a pre-authorisation: its completion is voided
    "case_newer",               # a newer program wrote of it what this one does not know
    "case_elsewhere",           # its sale was found at another host
    "case_sold_otherwise",      # keyed with another amount than a case knows was paid
    "sold_otherwise",           # … than this terminal knows
    "case_out_of_order",        # not in this state
    "case_wanted_over",         # more than was paid
    "case_fee_over",            # the fee leaves nothing
    "case_papers_missing",      # by name
    "case_own_request",         # nobody decides on his own request
    "case_over_limit",          # more than 00 may grant
    "case_for_manager",         # the rules refuse it outright
    "case_words_wanted",        # against the rules, or less than their fee: a why is wanted
    "case_granted_over",        # more than was wanted
    "case_granted_paid",        # so much was paid already
    "case_route_closed",        # the policy has no such route
    "case_not_ready",           # not agreed, or paid, or under way
    "case_route",               # agreed to go another way
    "case_amount",              # not what is due
    "case_same_person",         # a second person is wanted
    "case_not_barred",          # there is no bar to lift
    "case_not_yet",             # this paper can't be printed yet
    "paper_twice",              # the same file for the same paper
    "paper_unknown",            # no such file is kept
    "paper_kept",               # it was handed in, and its time is not over
    "agreement_differs",        # another text was signed
    "agreement_signed",         # this side has signed
    "agreement_voids",          # signatures of another text would count no more
    "payee_missing",            # nobody keyed a payee
    "payee_differs",            # the second keying gave another
    "entry_unknown",            # nothing is entered under this key
    "case_paid_day",            # paid before it was entered, or after today
    "case_reference_used",      # another payment has this reference
    "entry_elsewhere",          # entered at another host
    "evidence_vanished",        # a kept file is gone
    "evidence_changed",         # a kept file is not what was attached
    "manager_already",          # is appointed
    "manager_none",             # is not
    "manager_by_system",        # 99 alone appoints, and sets that password
)
"""What may not happen, as things stand."""

CASE_MALFORMED: tuple[str, ...] = (
    "case_words",               # words that are too long, empty, or hold a card number
    "case_long_number",         # words that hold what could be an account
    "case_fault_missing",       # a device comes back for a reason
    "case_fault_foreign",       # … and nothing else does
    "part_unknown",             # not on the parts list
    "payee_malformed",          # by field and reason
    "evidence_unreadable",      # the file can't be read
    "evidence_no_file",         # a folder, a link, a pipe
    "evidence_empty",
    "evidence_large",           # over 20 MiB
)
"""What nobody could have meant, or no machine can read."""
# fmt: on
