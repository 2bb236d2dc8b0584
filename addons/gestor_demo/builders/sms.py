"""An SMS operator that writes to a file, ready texts, and a few messages."""

from .tools import create

# Numbers that no network has given to anybody.
PHONES = {
    "contact_nowak": "+48 500 000 001",
    "contact_wisniewski": "+48 500 000 002",
    "contact_zielinska": "+48 500 000 003",
}
TEXTS = (
    (
        "Przypomnienie o spotkaniu",
        "{client.greeting}, przypominamy o jutrzejszym spotkaniu. {user.name},"
        " {company.name}",
    ),
    (
        "Zamówienie gotowe do odbioru",
        "{client.greeting}, Państwa zamówienie jest gotowe do odbioru."
        " {company.name}, {company.phone}",
    ),
    (
        "Promocja z rezygnacją",
        "{company.name}: do końca miesiąca 10% taniej na regały."
        " Rezygnacja: {client.sms_stop}",
    ),
)


def build(env, staff, partners):
    """Send by a file, which needs no account and reaches nobody."""
    provider = create(
        env,
        "gestor.sms.provider",
        {
            "sms_provider": {
                "name": "SMS do pliku",
                "kind": "file",
                "sender": "Meblostal",
                "price": 0.09,
            }
        },
    )["sms_provider"]
    provider.action_use()
    # Without external names: what has one is a text of the addon to translate.
    texts = env["gestor.text.template"].create(
        [
            {
                "name": name,
                "kind": "sms",
                "model": "res.partner",
                "visibility": "all",
                "user_id": False,
                "body_plain": body,
            }
            for name, body in TEXTS
        ]
    )
    for name, phone in PHONES.items():
        partners[name].phone = phone
    _send(texts[0].with_user(staff["handlowiec"]), partners)


def _send(text, partners):
    """Put the salesman's messages in the queue: one for each, from a ready text."""
    for name in PHONES:
        partner = partners[name].with_env(text.env)
        body = text._gestor_render(partner)[partner.id]["body"]
        # The salesman need not follow the contact to have written to it.
        partner.sudo()._message_sms(body, put_in_queue=True)
