"""The TLV body of Chinese MIS cash registers: a device that reads the card itself, in the same frame as the others."""
