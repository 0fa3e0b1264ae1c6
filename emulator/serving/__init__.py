"""The far end on real lines: tcp, pty, serial. With control.py the only asyncio of this package.

`running.run` is the loop and its signals; `tcp.serve_tcp`, `lines.serve_pty` and `lines.serve_serial` each serve one
`far_end.FarEnd` until cancelled. The rule: peers are many and not to be trusted, and every one of them is bounded.
"""
