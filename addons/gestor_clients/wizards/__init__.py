from . import account_payment_register
from . import base_partner_merge_automatic_wizard
from . import gestor_registry_fetch
from . import gestor_registry_fetch_line
from . import gestor_registry_verify
