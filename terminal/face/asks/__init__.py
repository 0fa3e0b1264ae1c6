"""What the pages ask of the desk, one frozen value each, which performs itself in the desk's own thread.

No thread and no widget here. The rule: an ask carries everything it needs, so that it can be tested by equality; what
is secret in it stands in no repr.
"""
