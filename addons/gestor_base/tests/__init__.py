from . import test_pdf_browser
from . import test_pdf_engine
from . import test_pdf_report
from . import test_pdf_tools
