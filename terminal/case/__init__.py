"""退款申请: the case around a refund, pure: what it is, what may happen to it, the papers and rules it stands under."""
