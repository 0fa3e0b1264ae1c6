"""Picture file -> symbols -> slip. The cascade of decoders; none of them is trusted with what a code means."""
