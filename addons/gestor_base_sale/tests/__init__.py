from . import test_offer_roles
from . import test_sale_card
from . import test_tour
