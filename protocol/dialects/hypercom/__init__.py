"""Hypercom / KBTG link POS: a register talks to a device that reads the card itself (Thailand, Malaysia and others)."""
