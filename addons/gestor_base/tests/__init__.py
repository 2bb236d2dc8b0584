from . import test_files
from . import test_hoot
from . import test_info_card
from . import test_link
from . import test_link_access
from . import test_merge
from . import test_roles
