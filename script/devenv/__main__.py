import sys
from pathlib import Path

if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit(
        "Python 3.10 or later is needed, python3 here is " + sys.version.split()[0]
    )

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devenv.cli import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
