"""What is kept: the journal, its file format, the bodies of its entries, and the lock that makes it one terminal's."""
