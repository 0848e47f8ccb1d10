"""The wires: platforms, courier, clock, phrasebook, settings and the composition root."""
