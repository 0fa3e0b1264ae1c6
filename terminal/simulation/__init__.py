"""The simulation: real desks, tills, drivers and hosts under virtual time, with faults by seed. No stand-in decides.

`run.simulate(seed)` is one seed; decision 0022 says what is real and what is not.
"""
