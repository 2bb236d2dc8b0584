from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.job_errors import SkipRecord
from .automation_common import AutomationCommon


def set_reference(self, text="x", bad=()):
    if self.name in bad:
        self.ref = "half done"
        self.flush_recordset()
        message = f"No way: {self.name}"
        raise UserError(message)
    if self.name == "Klient 1":
        raise SkipRecord("Not this one")
    self.ref = f"{self.ref or ''}{text}{self.env.user.login}"
    return self


@tagged("post_install", "-at_install")
class TestBatch(AutomationCommon):
    def setUp(self):
        super().setUp()
        self._patch_job("_gestor_batch_set_reference", set_reference)
        self.clients = self._create_clients(5)

    def _start(self, records=None, user=None, **params):
        records = self.clients if records is None else records
        Batch = self.Batch.with_user(user or self.member)
        return Batch.start(records.with_user(Batch.env.user), "set_reference", params)

    def test_done_once_with_the_rights_of_its_user(self):
        batch = self._start(text="a")
        self.assertEqual(batch.state, "queued")
        self.Batch._cron_process()
        self.Batch._cron_process()
        self.assertEqual(batch.state, "done")
        self.assertEqual((batch.done_count, batch.skipped_count), (4, 1))
        self.assertEqual(batch.progress, 100)
        self.assertEqual(self.clients[0].ref, f"a{self.member.login}")
        line = batch.line_ids[0]
        self.assertEqual(
            (line.result_model, line.result_id), ("res.partner", line.res_id)
        )
        self.assertEqual(batch.line_ids[1].error, "Not this one")

    def test_error_is_kept_and_its_work_undone(self):
        batch = self._start(bad=["Klient 2"])
        self.Batch._cron_process()
        self.assertEqual((batch.done_count, batch.failed_count), (3, 1))
        self.assertFalse(self.clients[2].ref)
        self.assertEqual(batch.line_ids[2].error, "No way: Klient 2")

    def test_retry_does_only_the_failed(self):
        batch = self._start(bad=["Klient 2"], text="b")
        self.Batch._cron_process()
        batch.sudo().params = {"text": "b"}
        batch.action_retry_failed()
        self.assertEqual(batch.waiting_count, 1)
        self.Batch._cron_process()
        self.assertEqual((batch.state, batch.done_count), ("done", 4))
        self.assertEqual(self.clients[0].ref, f"b{self.member.login}")

    def test_cancel_leaves_the_rest_and_resume_does_it(self):
        batch = self._start()
        batch.action_cancel()
        self.Batch._cron_process()
        self.assertEqual((batch.state, batch.waiting_count), ("cancelled", 5))
        batch.action_resume()
        self.Batch._cron_process()
        self.assertEqual((batch.state, batch.waiting_count), ("done", 0))

    def test_deleted_record_is_skipped(self):
        batch = self._start()
        self.clients[4].unlink()
        self.Batch._cron_process()
        self.assertEqual(batch.skipped_count, 2)

    def test_only_methods_made_for_it(self):
        for name in ("unlink", "../unlink", "nothing", "", "_x"):
            with self.assertRaises(UserError):
                self.Batch.start(self.clients, name)

    def test_record_is_once_in_a_batch(self):
        batch = self._start(self.clients + self.clients)
        self.assertEqual(batch.total_count, 5)
        with self.assertRaises(Exception), mute_logger("odoo.sql_db"):  # noqa: B017 (psycopg2's own)
            with self.env.cr.savepoint():
                batch.line_ids[0].sudo().copy()

    def test_archived_user_does_nothing(self):
        batch = self._start()
        self.member.active = False
        self.Batch._cron_process()
        self.assertEqual(batch.failed_count, 5)
        self.assertFalse(self.clients[0].ref)

    def test_the_system_itself_may_start_a_batch(self):
        batch = self._start(user=self.env.ref("base.user_root"))
        self.Batch._cron_process()
        self.assertEqual((batch.state, batch.failed_count), ("done", 0))

    def test_user_without_right_fails(self):
        batch = self._start(
            user=self._create_user("gestor_czyta", "gestor_base.group_user")
        )
        self.Batch._cron_process()
        self.assertEqual((batch.sudo().failed_count, self.clients[0].ref), (4, False))

    def test_empty_batch_ends(self):
        batch = self._start(self.clients.browse())
        self.Batch._cron_process()
        self.assertEqual((batch.state, batch.progress), ("done", 100))

    def test_two_batches_take_turns(self):
        many = self._create_clients(45)
        first, second = self._start(many), self._start()
        self.Batch._lock_lines(0, 20)._process()
        lines = self.Batch._lock_lines(first.id, 20)
        self.assertEqual(lines.batch_id, second.sudo())

    def test_rights(self):
        batch = self._start()
        other = self._create_user("gestor_obcy", "gestor_base.group_user")
        company = self.env["res.company"].create({"name": "Inna"})
        foreign = new_test_user(
            self.env,
            "gestor_inna",
            "gestor_base.group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        portal = self._create_user("gestor_portal", "base.group_portal")
        public = self._create_user("gestor_public", "base.group_public")
        self.assertEqual(self.Batch.with_user(other).search_count([]), 0)
        self.assertTrue(batch.with_user(self.manager).name)
        for user in (other, foreign, portal, public):
            with self.assertRaises(AccessError):
                batch.with_user(user).action_cancel()
            with self.assertRaises(AccessError):
                batch.line_ids.with_user(user).read(["error"])
        for user in (self.member, self.manager):
            with self.assertRaises(AccessError):
                batch.with_user(user).write({"user_id": user.id})
            with self.assertRaises(AccessError):
                batch.with_user(user).unlink()
        batch.with_user(self.manager).action_cancel()
        self.assertEqual(batch.state, "cancelled")

    def test_form_opens(self):
        form = Form(self._start().with_user(self.member))
        self.assertEqual(form.total_count, 5)

    def test_cost_per_line_is_constant(self):
        def cost(count):
            self._start(self._create_clients(count))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Batch._cron_process()
            return self.env.cr.sql_log_count - before

        cost(5)
        small, big = cost(20), cost(200)
        self.assertLess((big - small) / 180, 8)
