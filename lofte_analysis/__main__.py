"""`python -m lofte_analysis`: the command `lofte`, where the shell does not find it by its name."""

import sys

from lofte_analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
