"""The cash desk: the door that faces knock on, and what stands behind it. No widget, no argument parser."""
