"""What is printed, as dots: lines of text in one font, cell by cell. Slips, receipts and papers are drawn with it."""
