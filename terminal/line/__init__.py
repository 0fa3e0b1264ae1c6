"""The line: links and peers, the till with its conversations, and the one driver that moves the bytes."""
