"""One package for each chat platform; nothing outside knows more of them than `bot/platform.py` says."""
