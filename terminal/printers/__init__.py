"""Sheets of a receipt -> text, pictures, PDF and printers' bytes, to files and printers. No refund is known here."""
