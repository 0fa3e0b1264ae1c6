"""A camera as a source of codes: native code in the child process alone, values and one thread in the parent."""
