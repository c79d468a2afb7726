from . import manual, portal
