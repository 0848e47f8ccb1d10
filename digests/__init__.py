"""The reports: the facts of a period for one audience, composed into one Message."""
