from . import gestor_link
from . import gestor_linked_mixin
from . import gestor_info_card
from . import ir_actions_report
from . import ir_attachment
from . import res_partner
