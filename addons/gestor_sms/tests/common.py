from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.gestor_sms.tools.operators import FileOperator
from odoo.addons.gestor_sms.tools.outcome import Outcome, Result


class SmsCommon(BaseCommon):
    """A company with an operator that sends nothing; jobs never really commit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.user.lang = "en_US"
        cls.Log = cls.env["gestor.sms.log"]
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.pl")
        cls.provider = cls._create_provider()
        cls.provider.action_use()
        cls.client = cls._create_client("Anna Klient", "+48500100100")
        cls.other_client = cls._create_client("Piotr Klient", "+48500200200")
        cls.seller = cls._create_user("sms_own", "gestor_base.group_sms_own")
        cls.colleague = cls._create_user("sms_mate", "gestor_base.group_sms_team")

    def setUp(self):
        super().setUp()

        def progress(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.flush_all()
            return float("inf")

        self.patch(IrCron, "_commit_progress", progress)

    @classmethod
    def _create_provider(cls, **vals):
        return cls.env["gestor.sms.provider"].create(
            {
                "name": "Plik",
                "kind": "file",
                "company_id": cls.env.company.id,
                "price": 0.1,
                "quiet_from": 0,
                "quiet_to": 0,
                **vals,
            }
        )

    @classmethod
    def _create_client(cls, name, phone, **vals):
        return cls.env["res.partner"].create({"name": name, "phone": phone, **vals})

    @classmethod
    def _create_user(cls, login, groups, **vals):
        return new_test_user(
            cls.env, login, groups=f"base.group_partner_manager,{groups}", **vals
        )

    @classmethod
    def _join_team(cls, *users):
        team = cls.env["crm.team"].create({"name": "SMS"})
        team.member_ids = [Command.set([user.id for user in users])]
        return team

    @classmethod
    def _create_text(cls, body, **vals):
        return cls.env["gestor.text.template"].create(
            {
                "name": "SMS",
                "kind": "sms",
                "model": "res.partner",
                "visibility": "all",
                "body_plain": body,
                **vals,
            }
        )

    @classmethod
    def _send(cls, records, body="Dzień dobry", user=None, **vals):
        """Send by the composer as a user does; return the logs."""
        before = cls.Log.search([], order="id desc", limit=1).id or 0
        composer = cls.env["sms.composer"]
        if user:
            composer = composer.with_user(user)
        context = {"default_res_model": records._name, "default_body": body}
        if len(records) == 1:
            context.update(
                default_res_id=records.id, default_composition_mode="comment"
            )
        else:
            context.update(
                default_res_ids=repr(records.ids), default_composition_mode="mass"
            )
        composer.with_context(**context).create(vals).action_send_sms()
        return cls.Log.search([("id", ">", before)], order="id")

    @contextmanager
    def _operator(self, answer=None):
        """Let an operator answer by ``answer(body, messages)``; yield the calls."""
        calls = []

        def send(operator, body, messages):
            calls.append((body, messages))
            if answer:
                return answer(body, messages)
            return {
                m.uuid: Outcome(Result.SENT, provider_ref=f"ref{m.uuid[:8]}")
                for m in messages
            }

        with patch.object(FileOperator, "send", send):
            yield calls

    def _run_queue(self, answer=None):
        """Run the queue; return the messages that reached the operator."""
        with self._operator(answer) as calls:
            self.Log._cron_send()
        return [message for _body, messages in calls for message in messages]

    @classmethod
    def _refuse(cls, number):
        cls.env["phone.blacklist"].create({"number": number})
