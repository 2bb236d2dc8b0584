"""Texts for 1,000 clients: any body beside a plain one, and beside the host's.

The peers are ``mail.render.mixin``: its plain placeholders (the few names that it
replaces without compiling), and expressions, which it compiles for each record.
The limit of any body is a plain one, measured as mails that are made of them.
"""

from measure import compare, show

partners = env["res.partner"].create(  # noqa: F821
    [
        {
            "name": f"Tomasz Nowak{n}",
            "lang": "en_US",
            "email": f"t{n}@example.com",
            "city": f"Miasto {n % 300}",
        }
        for n in range(1000)
    ]
)
env.flush_all()  # noqa: F821
renderer = env["mail.render.mixin"]  # noqa: F821
autotext = env["gestor.autotext"]  # noqa: F821

# As many autotexts as in the rich one: what is measured are the forms of values.
PLAIN = (
    "<p>{client.name}, {client.name}: {client.email}</p>"
    "<p>{client.city}, {client.email}, {client.city}</p>"
)
RICH = (
    "<p>{client.greeting}, {client.name|upper}: {client.email|or:-}</p>"
    "<p>{client.city|title}, {today+5wd|long}, {month|in}</p>"
)
HOST_PLAIN = (
    '<p><t t-out="object.name"/>, <t t-out="object.name"/>, '
    '<t t-out="object.name"/></p>'
)
HOST_RICH = (
    "<p>Dear <t t-out=\"object.name.split(' ')[0]\"/>, "
    '<t t-out="object.name.upper()"/>: <t t-out="object.email or \'-\'"/></p>'
    '<p><t t-out="object.city.title()"/>, <t t-out="format_date(object.create_date)"/>'
    "</p>"
)


def ours(body):
    return lambda: autotext.render(body, partners, lang="en_US", html=True)


def host(body):
    return lambda: renderer._render_template(
        body, "res.partner", partners.ids, engine="qweb"
    )


def mails(body):
    """Make a mail of each text, as sending in bulk does."""

    def make():
        texts = ours(body)()
        env["mail.mail"].create(  # noqa: F821
            [{"body_html": texts[partner.id]} for partner in partners]
        )

    return make


for call in (mails(PLAIN), mails(RICH), host(HOST_PLAIN)):
    call()
show(
    "1,000 mails of rich texts / of plain ones",
    *compare(env, mails(RICH), mails(PLAIN)),  # noqa: F821
    "at most 1.2 CPU",
)
show(
    "1,000 rich texts / our plain ones, texts alone",
    *compare(env, ours(RICH), ours(PLAIN), rounds=15),  # noqa: F821
    "at most 1.2 CPU",
)
show(
    "1,000 rich texts / the host's plain",
    *compare(env, ours(RICH), host(HOST_PLAIN), rounds=3),  # noqa: F821
    "at most 1.2 CPU",
)
show(
    "1,000 rich texts / the host's rich",
    *compare(env, ours(RICH), host(HOST_RICH), rounds=3),  # noqa: F821
    "at most 0.2 CPU",
)
