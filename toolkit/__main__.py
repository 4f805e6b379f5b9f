"""`python -m toolkit`."""

import sys

from toolkit.command.main import main

sys.exit(main(sys.argv[1:]))
