"""How fast it is, measured against what could be had without it: `make bench` (docs/benchmarks.md).

Every `discord_*`, `matrix_*` ... module with a `measure` is one measurement; `bare_*` are the least that could do the
same, each short enough to be read; the others are what measurements share. Nothing here is a test: a figure depends on
the machine and on what else runs on it, so what counts are ratios of rounds that took turns.
"""
