"""200 SMS: logged on the client and not, from writing to the operator's answer.

The peers are the host's: ``_message_sms`` one by one, and its mass composer that
sends at once. Both sides write the messages, call an operator that answers from
memory and record its answers. Ours makes a row of the list for each message besides,
asks the gate and sends in the two phases of the queue. Nothing is committed, so that
what the commits between the phases cost is not in the figures.
"""

from itertools import count
from unittest.mock import patch

from measure import Figure, measure, middle, show

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.gestor_sms.tools.operators import FileOperator
from odoo.addons.gestor_sms.tools.outcome import Outcome, Result
from odoo.addons.sms.tools.sms_api import SmsApi

COUNT, FEW = 200, 40
env.company.country_id = env.ref("base.pl")  # noqa: F821
partners = env["res.partner"].create(  # noqa: F821
    [{"name": f"K{n}", "phone": f"+48 501 000 {n:03}"} for n in range(COUNT)]
)
provider = env["gestor.sms.provider"].create(  # noqa: F821
    {"name": "File", "kind": "file", "quiet_from": 0, "quiet_to": 0, "daily_limit": 0}
)
texts = count()


def host_answer(api, messages, delivery_reports_url=False):
    return [
        {"uuid": number["uuid"], "state": "success"}
        for message in messages
        for number in message["numbers"]
    ]


def our_answer(operator, body, messages):
    return {m.uuid: Outcome(Result.SENT, provider_ref=m.uuid) for m in messages}


def progress(cron, processed=0, *, remaining=None, deactivate=False):
    cron.env.flush_all()
    return float("inf")


def compose(records, keep_log):
    """Write one text to many by the composer."""
    return records._message_sms_schedule_mass(
        f"Text {next(texts)}", mass_keep_log=keep_log, mass_force_send=True
    )


def ours(keep_log):
    def send():
        compose(partners, keep_log)
        env["gestor.sms.log"]._cron_send()  # noqa: F821

    return send


def one_by_one():
    text = f"Text {next(texts)}"
    for partner in partners[:FEW]:
        partner._message_sms(text)


def per_sms(figure, number):
    return Figure(figure.cpu / number, figure.queries / number)


def by(operator):
    """Return what makes the company send by an operator (none: by the host)."""

    def choose():
        env.company.gestor_sms_provider_id = operator  # noqa: F821

    return choose


def in_turns(our_call, peer_call, rounds=9):
    """Return the median costs: both see the same load and the same tables."""
    calls = ((our_call, by(provider)), (peer_call, by(provider.browse())))
    for call, choose in calls:
        choose()
        call()
    pairs = [
        [measure(env, call, choose) for call, choose in calls]  # noqa: F821
        for _round in range(rounds)
    ]
    return tuple(middle(figures) for figures in zip(*pairs, strict=True))


with (
    patch.object(SmsApi, "_send_sms_batch", host_answer),
    patch.object(FileOperator, "send", our_answer),
    patch.object(IrCron, "_commit_progress", progress),
):
    logged, host_logged = in_turns(ours(True), one_by_one)
    unlogged, host_unlogged = in_turns(ours(False), lambda: compose(partners, False))

waiting = env["gestor.sms.log"].search_count([("state", "!=", "sent")])  # noqa: F821
assert not waiting, f"{waiting} SMS were not sent"
show(
    "an SMS logged on the client / the host's one by one",
    per_sms(logged, COUNT),
    per_sms(host_logged, FEW),
    "at most 0.15 CPU, at most 1.5 queries each",
)
print(f"  queries of one logged SMS: {logged.queries / COUNT:.2f}")
show(
    "an SMS without a note / the host's mass composer",
    per_sms(unlogged, COUNT),
    per_sms(host_unlogged, COUNT),
    "at most 1.3 CPU",
)
