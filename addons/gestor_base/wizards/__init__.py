from . import base_partner_merge_automatic_wizard
from . import gestor_automation_preview
from . import gestor_stage_move
