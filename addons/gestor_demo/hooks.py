"""Fill an empty database of a Polish company with something to work on."""

from .builders import (
    automation,
    clients,
    company,
    documents,
    products,
    resources,
    sms,
    substitutions,
    users,
)


def post_init_hook(env):
    """Build everything in Polish, in the order in which it depends on each other."""
    env = env(
        context={
            **env.context,
            "lang": "pl_PL",
            "tracking_disable": True,
            # No invitations to addresses that nobody reads.
            "no_reset_password": True,
        }
    )
    company.build(env)
    staff = users.build(env)
    partners = clients.build(env, staff)
    goods = products.build(env)
    documents.build(env, staff, partners, goods)
    automation.build(env, staff, partners)
    resources.build(env, staff)
    sms.build(env, staff, partners)
    substitutions.build(env, staff)
