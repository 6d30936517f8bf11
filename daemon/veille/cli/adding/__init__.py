"""The parts of `veille add`: what stands at an address, what it would give, and how it is written down."""
