"""How many examples property tests try: few in each run, many when asked for.

``INTERNETMARKE_EXAMPLES=100 script/test tests/pure/test_printing_properties.py`` tries
a hundred times as many as usual. What that finds becomes an example of its own.
"""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("INTERNETMARKE_EXAMPLES", 1))


def examples(count: int):
    """Settings for ``count`` examples, or as many times more as the run asks for."""
    return settings(
        max_examples=count * TIMES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
