from . import (
    base_partner_merge_automatic_wizard,
    gestor_client_convert,
    gestor_client_kind_change,
    gestor_client_pricelist_make,
    gestor_client_set_add,
    gestor_consent_record,
    gestor_personal_data_erase,
    gestor_personal_data_export,
    mail_compose_message,
)
