from . import consent, report
