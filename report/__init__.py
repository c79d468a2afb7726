from . import internetmarke_overview
