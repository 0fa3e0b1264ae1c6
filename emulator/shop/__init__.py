"""The practice shop as data: its orders and the customers at its counter, in TOML beside this file."""
