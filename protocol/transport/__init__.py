"""The only input and output of the wire: one small interface, one file an adapter."""
