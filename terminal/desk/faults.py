"""In which words the cash desk refuses, and with which exit code a headless verb ends then. A table; nothing is raised
here (terminal.desk.door.Refusal).

The rule: a word is one exact case. Its text is `fault.<word>` in the catalogues.
"""

from terminal.desk.case_faults import CASE_MALFORMED, CASE_REFUSED

# Exit codes of the command contract (README, exit codes).
DONE, REFUSED, MALFORMED, UNKNOWN, NOTHING_SENT = range(5)

# fmt: off
# The `error` words, with the exit code of the headless verbs.
FAULTS: dict[str, int] = {
    "order_check_digits":       MALFORMED,    # 14 digits whose check digits do not fit
    "order_malformed":          MALFORMED,    # not 14 digits
    "order_unknown":            REFUSED,      # the host knows no such sale
    "no_order_source":          MALFORMED,    # no host, book or journal knows orders: key reference, date and amount
    "order_ambiguous":          REFUSED,      # slips of different orders on one picture
    "slip_codes_differ":        REFUSED,      # a slip whose QR code and bars name different orders, or two amounts
    "slip_bars_unread":         REFUSED,      # a slip's QR code alone, as time ran out before its bars were read
    "slip_foreign":             REFUSED,      # not signed by this shop, or altered
    "slip_practice":            REFUSED,      # signed by the published key, where the shop has another or none
    "slip_unsigned":            REFUSED,      # a CRC in place of the signature, where the shop signs
    "slip_garbled":             REFUSED,      # a scanner typed it through an input method, or lost characters
    "slip_amount":              REFUSED,      # the slip's amount is not the order's
    "payment_code":             REFUSED,      # a payer's code was scanned: that is money, not a slip
    "card_number":              REFUSED,      # the same of a card's number
    "merchant_qr":              REFUSED,
    "invoice_qr":               REFUSED,
    "goods_code":               REFUSED,
    "web_link":                 REFUSED,
    "reference_number":         REFUSED,      # a number that is no slip; where a screen asks it goes on with it
    "voucher_number":           REFUSED,
    "wechat_number":            REFUSED,
    "alipay_number":            REFUSED,
    "lakala_number":            REFUSED,
    "merchant_number":          REFUSED,
    "not_a_slip":               REFUSED,
    "picture_missing":          MALFORMED,
    "picture_folder":           MALFORMED,    # a folder, where a picture is wanted
    "picture_device":           MALFORMED,    # a pipe or a device
    "folder_missing":           MALFORMED,    # what was to be watched
    "picture_denied":           MALFORMED,
    "picture_too_large":        MALFORMED,    # in bytes, or in pixels by its header
    "picture_too_small":        MALFORMED,
    "picture_empty":            MALFORMED,    # 0 pixels wide or high
    "picture_unreadable":       MALFORMED,    # no picture, or one of another kind
    "picture_kind":             MALFORMED,    # HEIC, GIF, TIFF
    "picture_damaged":          MALFORMED,    # half a file, or altered
    "picture_no_pdf":           MALFORMED,    # a PDF, without the package that draws it
    "picture_gave_up":          MALFORMED,    # its opening took all memory or time, or the decoder fell over
    "picture_stopped":          MALFORMED,    # the terminal closes
    "no_code":                  MALFORMED,
    "camera_missing":           MALFORMED,
    "camera_denied":            MALFORMED,    # group video on Linux
    "camera_privacy":           MALFORMED,    # none, or not allowed: macOS and Windows do not say which
    "camera_busy":              MALFORMED,    # another program has it
    "camera_lost":              MALFORMED,    # it went away
    "film_over":                MALFORMED,    # a film was seen to its end, and no slip on it
    "camera_still":             MALFORMED,    # no picture comes
    "camera_file":              MALFORMED,    # no film of this name
    "card_wrong":               REFUSED,      # not the card that paid
    "card_missing":             MALFORMED,    # a card payment, and no card presented
    "amount_malformed":         MALFORMED,
    "amount_zero":              MALFORMED,
    "amount_negative":          MALFORMED,
    "amount_decimals":          MALFORMED,
    "amount_too_large":         MALFORMED,
    "amount_over_remaining":    REFUSED,
    "item_unknown":             MALFORMED,
    "item_over_remaining":      REFUSED,
    "items_amount":             MALFORMED,    # goods, and another amount than theirs
    "too_many_goods":           REFUSED,      # more lines than a message or a receipt holds: refund by amount
    "link_no_such_refund":      REFUSED,      # the dialect of this link has no message for it
    "link_no_such_payment":     REFUSED,      # the same, of anything that is no refund
    "voucher_unknown":          REFUSED,      # nothing of this batch has this voucher number
    "refund_not_voidable":      REFUSED,      # a refund that was a mistake is paid again
    "not_voidable":             REFUSED,      # a void, or what is named by its authorisation number
    "already_voided":           REFUSED,
    "refunded_not_voidable":    REFUSED,      # something of it went back already
    "exchange_malformed":       MALFORMED,    # 换货号 is batch and voucher of a refund, 12 digits
    "exchange_unknown":         REFUSED,      # no refund of this terminal has this 换货号
    "exchange_done":            REFUSED,      # a sale of this number stands, or is not decided
    "hold_malformed":           MALFORMED,    # a pre-authorisation is named by 6 characters and MMDD
    "pin_malformed":            MALFORMED,    # 4 to 12 digits
    "payer_code_unknown":       MALFORMED,    # no wallet's payer code
    "not_exported":             REFUSED,      # the disk would not take the file
    "file_exists":              REFUSED,      # none is overwritten unasked
    "nothing_to_print":         REFUSED,      # no transaction in the batch
    "never_settled":            REFUSED,      # no settlement slip to print again
    "no_transaction":           REFUSED,      # none today
    "batch_full":               REFUSED,      # to be settled first
    "battery_empty":            NOTHING_SENT, # the device may go off between a refund and its answer
    "storage_full":             NOTHING_SENT, # the journal may not be able to take the next intent
    "settle_first":             REFUSED,      # a terminal signs off with nothing in its batch
    "settle_unfinished":        REFUSED,      # the last settlement was not finished: settle again
    "settle_refund_open":       REFUSED,      # a refund of this batch is not decided
    "settle_refused":           REFUSED,      # the host does not close the batch; it is open as before
    "settle_unanswered":        UNKNOWN,      # a settlement was begun, and the host did not say that it is over
    "reversal_elsewhere":       REFUSED,      # it is owed to another host
    "reversal_still_due":       REFUSED,      # not for a person yet: it will be tried again
    "reason_unknown":           MALFORMED,
    "card_unknown":             MALFORMED,    # no test card of this name
    "usage":                    MALFORMED,    # options that do not go together
    "no_fuzzer":                MALFORMED,    # `tuihuo fuzz` without its development package
    "no_distributed":           MALFORMED,    # `tuihuo simulate --cluster` without its package
    "cluster_unavailable":      MALFORMED,    # no scheduler answers at that address
    "no_greenlet":              MALFORMED,    # `tuihuo simulate` without its package
    "scenario_damaged":         MALFORMED,    # a file for `tuihuo simulate --scenario`, by file and key
    "not_written":              MALFORMED,    # a file that `tuihuo simulate` was to write
    "original_refunded":        REFUSED,
    "original_voided":          REFUSED,
    "original_busy":            REFUSED,      # an open refund of the same original blocks this one
    "void_open":                REFUSED,      # nobody knows yet whether a void of it stands
    "request_differs":          MALFORMED,    # --request NO came back with another body
    "request_card":             MALFORMED,    # … and what looks like a card's number is none
    "operator_unknown":         REFUSED,
    "operator_supervisor":      REFUSED,      # 00 neither signs on on line nor trades
    "operator_system":          REFUSED,      # nor does 99
    "not_signed_on":            REFUSED,      # no operator is at the terminal
    "operator_number":          MALFORMED,    # 01 to 98 are operators
    "operator_exists":          REFUSED,
    "operator_signed_on":       REFUSED,      # who is signed on can't be removed
    "right_missing":            REFUSED,      # this operator may not do that
    "confirm_same_person":      REFUSED,      # who says yes is another than who does it
    "password_malformed":       MALFORMED,    # not as many digits as that operator's have
    "parameter_malformed":      MALFORMED,    # a value that is keyed
    "settings_damaged":         MALFORMED,    # config.toml or a variable, by file and key
    "parameters_damaged":       MALFORMED,    # the file of parameters, by file and key
    "link_malformed":           MALFORMED,    # the same of a link, which says what of it
    "parameters_write":         NOTHING_SENT, # it could not be written; the old ones stand
    "policy_damaged":           MALFORMED,    # the refund policy's file, by file, line and key
    "policy_refuses":           REFUSED,      # the refund policy is against it
    "policy_wants_case":        REFUSED,      # … and a case (退款申请) may decide
    "parameter_bound":          REFUSED,      # what binds the terminal stands while anything is unsettled
    "parameter_not_here":       REFUSED,      # this link's messages have no such part
    "trace_backward":           REFUSED,      # trace numbers go forward only
    "reset_elsewhere":          REFUSED,      # practice data of a host that is not in this process
    "operator_password":        REFUSED,
    "supervisor_password":      REFUSED,
    "locked":                   REFUSED,      # too many wrong passwords
    "pepper_missing":           REFUSED,      # what passwords are compared with is not beside the journal
    "hash_key_missing":         REFUSED,      # what cards and payees are told by again is not beside the journal
    "hash_key_other":           REFUSED,      # another one lies there
    "pepper_open":              REFUSED,      # others may read it
    "pepper_damaged":           REFUSED,      # it can't be read, or written
    "declined":                 REFUSED,      # the host said no
    "cancelled":                REFUSED,      # the key was given up, the host refuses it from now on
    "closed_undone":            REFUSED,      # a person found out that the money did not go back
    "refund_not_open":          REFUSED,      # no refund of this terminal has this key
    "refund_several":           MALFORMED,    # several open ones have this voucher number
    "refund_over":              REFUSED,      # it has ended otherwise than was said
    "refund_still_asked":       REFUSED,      # not for a person: the host can be asked, or told to refuse it
    "refund_unanswered":        REFUSED,      # never as not done: the host is silent, and can be asked again
    "refund_other_profile":     REFUSED,      # not for a person: this host can be asked under the refund's own profile
    "closing_write":            REFUSED,      # it could not be kept, and is still open; nothing was to be sent
    "closing_reason":           MALFORMED,    # how it was found out, in up to 60 characters, without an account
    "not_found":                UNKNOWN,      # the host never saw it: present the card again, or cancel
    "no_answer":                UNKNOWN,
    "line_lost":                UNKNOWN,
    "bad_frame":                UNKNOWN,
    "bad_mac":                  UNKNOWN,
    "answer_mismatch":          UNKNOWN,
    "host_unsure":              UNKNOWN,
    "interrupted":              UNKNOWN,
    "contradicted":             UNKNOWN,      # a person ended it as done, and the host has said no since
    "manual":                   UNKNOWN,      # nothing can be queried: a person must decide
    "link_unavailable":         NOTHING_SENT,
    "link_silent":              NOTHING_SENT,
    "link_garbled":             NOTHING_SENT,
    "link_bad_mac":             NOTHING_SENT, # answers do not verify: other keys, or somebody in between
    "query_refused":            NOTHING_SENT, # the host will not look the original up
    "query_unsupported":        NOTHING_SENT, # … because it knows no such message
    "sign_on_refused":          NOTHING_SENT,
    "sign_off_refused":         NOTHING_SENT,
    "reversal_pending":         NOTHING_SENT, # an earlier payment's 冲正 was not answered; nothing of this one was sent
    "reversal_failed":          NOTHING_SENT, # … and now a person has to see to it
    "no_live_profile":          NOTHING_SENT, # --live wants keys and operators of its own, which no profile brings yet
    "not_emulator":             NOTHING_SENT, # a foreign peer, and no --live
    "lesson_used_up":           REFUSED,      # every customer of this task was served: renew the practice data
    "lesson_not_kept":          REFUSED,      # the results can't be written
    "journal_held":             NOTHING_SENT,
    "restart_wanted":           NOTHING_SENT, # the terminal can't go on with its journal, nor with the one it had
    "ledger_served":            NOTHING_SENT, # practice data is not renewed under a server's feet
    "journal_damaged":          NOTHING_SENT,
    "journal_newer":            NOTHING_SENT, # a newer program wrote what this one does not know
    "journal_missing":          MALFORMED,    # no journal of this name, or none yet
    "journal_older":            NOTHING_SENT, # a copy of before was put in its place, or it is gone
    "journal_exposed":          NOTHING_SENT, # others can read or change its file, or it is a link
    "journal_full":             NOTHING_SENT, # no room is kept for the last records
    "journal_write":            NOTHING_SENT,
    "evidence_write":           NOTHING_SENT, # a paper's file could not be kept, or not be taken away
    **dict.fromkeys(CASE_REFUSED, REFUSED),
    **dict.fromkeys(CASE_MALFORMED, MALFORMED),
}
# fmt: on
