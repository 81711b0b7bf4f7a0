"""`python -m seesame` is `seesame`."""

from __future__ import annotations

import sys

from seesame.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
