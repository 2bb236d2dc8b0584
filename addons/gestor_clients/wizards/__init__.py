from . import (
    base_partner_merge_automatic_wizard,
    gestor_client_convert,
    gestor_client_kind_change,
)
