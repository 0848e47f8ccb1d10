"""The registry as files: what a row may hold, whether it can be taken, how it is written, and how it is read out."""
