"""What the cashier uses: the refund core, its journal, and the faces (screen and command line) on top of it."""
