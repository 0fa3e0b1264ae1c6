"""Pictures of sales slips -> codes -> SalesSlip. Knows nothing of the wire or the terminal."""
