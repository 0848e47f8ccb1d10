"""`python -m storage.migrations "what changed"`: write the next revision."""

import sys

from storage.migrations import revision

if len(sys.argv) != 2:
    sys.exit('usage: python -m storage.migrations "what changed"')
sys.stdout.write(f"{revision(sys.argv[1])}\n")
