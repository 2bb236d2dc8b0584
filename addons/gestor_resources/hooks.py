from odoo.exceptions import UserError


def post_init_hook(env):
    """Refuse an installation without the constraint that guards reservations.

    The host only logs that a constraint could not be made.
    """
    env.cr.execute(
        "SELECT 1 FROM pg_constraint WHERE contype = 'x'"
        " AND conrelid = 'gestor_reservation'::regclass"
    )
    if not env.cr.fetchone():
        raise UserError(
            env._("The database could not be told to refuse double reservations.")
        )
