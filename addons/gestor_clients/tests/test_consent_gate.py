from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .contact_common import ContactCommon


@tagged("post_install", "-at_install")
class TestConsentGate(ContactCommon):
    """K14: the one gate, and every sender that must ask it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Reklama",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "subject": "Promocja",
                "body_html": "<p>Kup</p>",
                "partner_to": "{{ object.id }}",
                "email_from": "firma@example.com",
                "gestor_purpose_id": cls.marketing.id,
                "auto_delete": False,
            }
        )
        cls.both = cls.willing + cls.silent

    def setUp(self):
        super().setUp()
        self.sent = []

        def send_email(servers, message, *args, **kwargs):
            self.sent.append(message["To"])
            return message["Message-Id"]

        self.patch(IrMail_Server, "send_email", send_email)
        self.patch(IrMail_Server, "_connect__", lambda *args, **kwargs: None)
        self.patch(IrMail_Server, "_disable_send", lambda servers: False)

    def _deliver(self):
        """Send whatever waits; return the addresses that got a mail."""
        self.env.flush_all()
        waiting = [("state", "=", "outgoing")]
        self.env["mail.mail"].search(waiting).send()
        return {to for to in self.sent}

    def _assert_only_willing(self):
        got = "\n".join(self._deliver())
        self.assertIn("zofia@example.com", got)
        self.assertNotIn("jan@example.com", got)

    # === THE GATE ===

    def test_reasons(self):
        reasons = self.both._gestor_may_contact("marketing", "email")
        self.assertIsNone(reasons[self.willing.id])
        self.assertIn("no consent", reasons[self.silent.id])

    def test_transactional_needs_none(self):
        for purpose in ("transactional", "service", self.service, self.debt.id):
            self.assertTrue(self._may(self.silent, purpose))

    def test_unknown_purpose_is_a_fault(self):
        with self.assertRaises(UserError):
            self.silent._gestor_may_contact("nonsense", "email")

    def test_objection_stops_where_it_counts(self):
        self._consent(self.silent, "withdrawn", purpose_id=self.debt.id)
        self.assertTrue(self._may(self.silent, self.debt))
        self.debt.can_object = True
        self.assertFalse(self._may(self.silent, self.debt))
        self.assertTrue(self._may(self.willing, self.debt))

    def test_blacklist_is_honoured(self):
        self.env["mail.blacklist"]._add("zofia@example.com")
        self.assertFalse(self._may(self.willing))
        self.assertTrue(self._may(self.willing, "service"))

    def test_asked_by_a_user_without_gestor(self):
        plain = self._create_user_plain()
        reasons = self.both.with_user(plain)._gestor_may_contact("marketing", "email")
        self.assertTrue(reasons[self.silent.id])

    def _create_user_plain(self):
        return self.env["res.users"].create(
            {"name": "Zwykły", "login": "gestor_zwykly", "email": "z@example.com"}
        )

    def test_queries_do_not_grow(self):
        many = self.env["res.partner"].create(
            [{"name": f"K{n}", "email": f"k{n}@example.com"} for n in range(100)]
        )
        few = many[:10]
        for partners in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(6):
                partners._gestor_may_contact("marketing", "email")

    def test_address_of_several_clients(self):
        self._create_client("Siostra", "zofia@example.com")
        answer = self.env["res.partner"]._gestor_may_mail(
            "marketing", {"zofia@example.com", "nikt@example.com"}
        )
        self.assertTrue(all(answer.values()))

    # === SENDERS ===

    def _compose(self, **vals):
        context = {
            "default_model": "res.partner",
            "default_res_ids": self.both.ids,
            "default_composition_mode": "mass_mail",
            "default_subject": "Promocja",
            "default_body": "<p>Kup</p>",
            "default_email_from": "firma@example.com",
            **vals,
        }
        return self.env["mail.compose.message"].with_context(**context).create({})

    def test_composer_of_many(self):
        composer = self._compose()
        self.assertEqual(composer.gestor_purpose_id, self.marketing)
        mails, _messages = composer._action_send_mail()
        refused = mails.filtered(lambda m: m.state == "cancel")
        self.assertEqual(refused.recipient_ids, self.silent)
        self.assertEqual(refused.failure_type, "mail_optout")
        self.assertIn("no consent", refused.failure_reason)
        self._assert_only_willing()

    def test_composer_of_many_with_template(self):
        self._compose(default_template_id=self.template.id)._action_send_mail()
        self._assert_only_willing()

    def test_composer_of_many_for_service(self):
        composer = self._compose()
        composer.gestor_purpose_id = self.service
        composer._action_send_mail()
        self.assertIn("jan@example.com", "\n".join(self._deliver()))

    def test_composer_of_one(self):
        for client in self.both:
            composer = self._compose(
                default_composition_mode="comment",
                default_res_ids=client.ids,
                default_template_id=self.template.id,
            )
            if client == self.silent:
                with self.assertRaises(UserError):
                    composer._action_send_mail()
            else:
                composer._action_send_mail()
        self._assert_only_willing()

    def test_correspondence_needs_none(self):
        composer = self._compose(
            default_composition_mode="comment",
            default_res_ids=self.silent.ids,
            default_partner_ids=self.silent.ids,
        )
        self.assertFalse(composer.gestor_purpose_id)
        composer._action_send_mail()
        self.assertIn("jan@example.com", "\n".join(self._deliver()))

    def test_scheduled_message(self):
        composer = self._compose(
            default_composition_mode="comment",
            default_res_ids=self.willing.ids,
            default_template_id=self.template.id,
        )
        composer.author_id = self.member.partner_id
        composer.scheduled_date = "2099-01-01 10:00:00"
        scheduled = composer._action_schedule_message()
        self._consent(self.willing, "withdrawn")
        scheduled.post_message()
        self.assertFalse(self._deliver())

    def test_template_one_by_one(self):
        for client in self.both:
            self.template.send_mail(client.id)
        self._assert_only_willing()

    def test_template_at_once_by_force(self):
        self.template.send_mail_batch(self.both.ids, force_send=True)
        self._assert_only_willing()

    def test_posting_with_template(self):
        self.willing.message_mail_with_source(self.template)
        self.silent.message_mail_with_source(self.template)
        self._assert_only_willing()

    def test_consent_withdrawn_while_waiting(self):
        self.template.send_mail(self.willing.id)
        self._consent(self.willing, "withdrawn")
        self.assertFalse(self._deliver())
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.willing.ids)])
        self.assertEqual(mail.state, "cancel")
        self.assertIn("withdrawn", mail.failure_reason)

    def test_refused_recipient_is_left_out_of_a_shared_mail(self):
        self.env["mail.mail"].create(
            {
                "subject": "Do wielu",
                "body_html": "x",
                "email_to": "Obcy <obcy@example.com>, zofia@example.com",
                "recipient_ids": self.both.ids,
                "gestor_purpose_id": self.marketing.id,
            }
        )
        self._assert_only_willing()
        self.assertNotIn("obcy", "\n".join(self.sent))

    def test_colleague_reads_what_is_sent(self):
        self.env["mail.mail"].create(
            {
                "subject": "Do wiadomości",
                "body_html": "x",
                "recipient_ids": self.member.partner_id.ids,
                "gestor_purpose_id": self.marketing.id,
            }
        )
        self.assertTrue(self._deliver())

    def test_automatic_action(self):
        action = self._make_automatic_action(self.template)
        runs = self._run(action)
        self._assert_only_willing()
        states = {run.res_id: run.state for run in runs}
        self.assertEqual(states[self.willing.id], "done")
        self.assertEqual(states[self.silent.id], "skipped")
        refused = runs.filtered(lambda run: run.state == "skipped")
        self.assertIn(self.marketing.name, refused.error)

    def test_automatic_action_whose_template_has_no_purpose(self):
        """What is sent to clients by itself is advertising until said otherwise."""
        self.template.gestor_purpose_id = False
        self._run(self._make_automatic_action(self.template))
        self._assert_only_willing()

    def _make_automatic_action(self, template):
        return self.env["gestor.automation.action"].create(
            {
                "name": "Reklama",
                "model": "res.partner",
                "trigger": "manual",
                "kind": "email",
                "mail_template_id": template.id,
            }
        )

    def _run(self, action):
        def progress(cron, processed=0, *, remaining=None, deactivate=False):
            return float("inf")

        runs = action.run_on(self.both)
        with patch.object(IrCron, "_commit_progress", progress):
            runs._execute()
        return runs

    def test_mass_mailing(self):
        """Mass mailing, where it is installed, sends by the composer."""
        if "mailing.mailing" not in self.env:
            return
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Promocja",
                "body_html": "<p>Kup</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": f"[('id', 'in', {self.both.ids})]",
            }
        )
        mailing.action_send_mail()
        self._assert_only_willing()

    def test_no_sender_is_left_out(self):
        """Mails leave by `mail.mail.send` only: nothing else may call the server.

        A new override of it in an installed addon would show up here.
        """
        senders = [
            cls.__module__
            for cls in type(self.env["mail.mail"]).__mro__
            if "send" in vars(cls) and cls.__module__.startswith("odoo.addons.")
        ]
        ours = "odoo.addons.gestor_clients.models.mail_mail"
        self.assertIn(ours, senders)
        self.assertLess(
            senders.index(ours), senders.index("odoo.addons.mail.models.mail_mail")
        )

    def test_date_in_reason_and_words(self):
        self._consent(self.silent, "refused", happened_at=fields.Datetime.now())
        reasons = self.silent._gestor_may_contact("marketing", "email")
        self.assertIn("refused", reasons[self.silent.id])
