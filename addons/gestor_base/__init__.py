from .tools import barcode_png

from . import models
from . import wizards

barcode_png.install_fallback()
