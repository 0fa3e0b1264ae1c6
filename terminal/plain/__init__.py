"""`tuihuo --plain`: the same flow line by line, for screen readers, ssh and scripts. No Textual here, and no cursor."""

from terminal.plain.session import run_plain

__all__ = ["run_plain"]
