"""The wire: bytes <-> frames <-> messages. Pure, but for `protocol.transport`: no clock, thread or randomness."""
