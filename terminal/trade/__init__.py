"""The trade's own rules, pure: refunds and payments as records and transition tables, batch, voids, originals."""
