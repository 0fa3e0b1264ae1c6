"""Coverage-guided fuzzing of every parser: the laws that hold for all bytes, and who feeds them."""
