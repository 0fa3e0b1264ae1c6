"""The other end of the line: a practice acquirer with its shop and ledger, and the device that carries it."""
