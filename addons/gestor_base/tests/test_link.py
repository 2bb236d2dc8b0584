from unittest.mock import patch

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GestorLinkCommon


@tagged("post_install", "-at_install")
class TestLink(GestorLinkCommon):
    def test_any_order_gives_one_canonical_link(self):
        file = self._create_file("umowa.pdf", self.client)
        link = self.Link.create(self._link_vals(self.client, file))
        self.assertEqual(link.model_a, "ir.attachment")
        self.assertEqual(link.res_id_b, self.client.id)
        self.assertEqual(self.client.gestor_link_with(file), link)
        self.assertEqual(file.gestor_link_with(self.client), link)
        same_model = self.other.gestor_link_with(self.client)
        self.assertEqual(same_model.res_id_a, min(self.client.id, self.other.id))

    def test_create_existing_pair_is_refused_with_a_message(self):
        self.client.gestor_link_with(self.other)
        with self.assertRaisesRegex(UserError, "already linked"):
            self.Link.create(self._link_vals(self.other, self.client))

    def test_same_pair_twice_in_one_create_is_refused(self):
        vals = self._link_vals(self.client, self.other)
        with self.assertRaisesRegex(UserError, "already linked"):
            self.Link.create([vals, self._link_vals(self.other, self.client)])

    def test_self_link_is_refused(self):
        with self.assertRaisesRegex(UserError, "with itself"):
            self.client.gestor_link_with(self.client)

    def test_incomplete_link_is_refused(self):
        with self.assertRaisesRegex(UserError, "Choose both"):
            self.Link.create({"model_a": "res.partner", "res_id_a": self.client.id})

    def test_vanished_end_is_refused(self):
        gone = self._create_partner("Dawno temu")
        vals = self._link_vals(self.client, gone)
        gone.unlink()
        with self.assertRaisesRegex(UserError, "does not exist any more"):
            self.Link.create(vals)

    def test_only_models_with_the_mixin_can_be_ends(self):
        vals = self._link_vals(self.client, self.env.company)
        with self.assertRaisesRegex(UserError, "cannot be linked"):
            self.Link.create(vals)

    def test_ends_cannot_be_changed(self):
        link = self.client.gestor_link_with(self.other)
        third = self._create_partner("Trzeci")
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            link.res_id_b = third.id
        link.reason = "reklamacja"
        self.assertEqual(link.reason, "reklamacja")

    def test_database_holds_the_constraints(self):
        self.env.cr.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'gestor_link'::regclass AND contype = 'c'"
        )
        checks = [row[0] for row in self.env.cr.fetchall()]
        self.assertTrue(any('COLLATE "C"' in check for check in checks), checks)
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'gestor_link'"
        )
        indexes = " ".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("(model_a, res_id_a, model_b, res_id_b)", indexes)
        self.assertIn("UNIQUE INDEX gestor_link_pair_unique", indexes)
        self.assertIn("(model_b, res_id_b)", indexes)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_wrong_order_and_self_link(self):
        query = (
            "INSERT INTO gestor_link (model_a, res_id_a, model_b, res_id_b)"
            " VALUES ('res.partner', %s, 'res.partner', %s)"
        )
        for ids in ((2, 1), (1, 1)):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.env.cr.execute(query, ids)

    def test_lost_race_asks_for_a_retry(self):
        """The winner's row is not visible in the snapshot of the loser."""
        self.client.gestor_link_with(self.other)
        with patch.object(
            self.registry["gestor.link"], "_find_pairs", return_value=self.Link
        ):
            with self.assertRaises(ConcurrencyError):
                self.other.gestor_link_with(self.client)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(UniqueViolation) as caught,
                self.env.cr.savepoint(),
            ):
                self.Link.create(self._link_vals(self.client, self.other))
        message = self.Link._sql_error_to_message(caught.exception)
        self.assertEqual(message, "These two records are already linked.")
        self.assertEqual(self.client.gestor_link_count, 1)

    def test_deleting_an_end_deletes_its_links(self):
        third = self._create_partner("Trzeci")
        self.client.gestor_link_with(third)
        kept = self.client.gestor_link_with(self.other)
        third.unlink()
        self.assertEqual(
            self.Link.search([("res_id_a", "in", self.client.ids)])
            | self.Link.search([("res_id_b", "in", self.client.ids)]),
            kept,
        )

    def test_deleting_by_who_cannot_read_the_other_end(self):
        file = self.env["ir.attachment"].with_user(self.user).create({"name": "x.txt"})
        link = self.env["ir.attachment"].browse(file.id).gestor_link_with(self.client)
        self._hide_partners(self.client, self.user)
        file.unlink()
        self.assertFalse(link.exists())

    def test_autovacuum_removes_links_of_vanished_ends(self):
        third = self._create_partner("Trzeci")
        link = self.client.gestor_link_with(third)
        kept = self.client.gestor_link_with(self.other)
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", third.ids)
        self.env.invalidate_all()
        self.Link._gc_vanished_ends()
        self.assertEqual((link | kept).exists(), kept)

    def test_autovacuum_removes_links_of_unknown_models(self):
        self.env.cr.execute(
            "INSERT INTO gestor_link (model_a, res_id_a, model_b, res_id_b)"
            " VALUES ('a.gone.model', 1, 'res.partner', %s) RETURNING id",
            self.client.ids,
        )
        link = self.Link.browse(self.env.cr.fetchone())
        self.Link._gc_vanished_ends()
        self.assertFalse(link.exists())

    def test_unlink_with(self):
        self.client.gestor_link_with(self.other)
        self.assertTrue(self.other.gestor_unlink_with(self.client))
        self.assertFalse(self.other.gestor_unlink_with(self.client))
        self.assertFalse(self.client.gestor_link_count)

    def test_search_by_the_name_of_either_end(self):
        link = self.client.gestor_link_with(self.other, reason="gwarancja")
        self.assertEqual(self.Link.search([("display_name", "ilike", "beta")]), link)
        self.assertEqual(self.Link.name_search("Alfa"), [(link.id, link.display_name)])
        self.assertIn("Hurtownia Alfa", link.display_name)
        self.assertIn("Serwis Beta", link.display_name)
        self.assertFalse(self.Link.search([("display_name", "ilike", "Gamma Nikt")]))

    def test_count_of_many_records_is_one_batch(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Klient {number}"} for number in range(80)]
        )
        for partner in partners:
            partner.gestor_link_with(self.client)

        def count_queries(records):
            records = records.with_user(self.user)
            self.env.invalidate_all()
            records[0].mapped("gestor_link_count")  # warms the caches up
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(records.mapped("gestor_link_count")), {1})
            return self.env.cr.sql_log_count - before

        self.assertEqual(count_queries(partners[:10]), count_queries(partners))

    def test_many_links_made_at_once(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Klient {number}"} for number in range(50)]
        )
        links = self.Link.create(
            [self._link_vals(self.client, partner) for partner in partners]
        )
        self.assertEqual(len(links), 50)
        self.assertEqual(self.client.gestor_link_count, 50)

    def test_record_rights_are_checked_when_linking(self):
        self._hide_partners(self.other, self.user)
        client = self.client.with_user(self.user)
        with self.assertRaises(AccessError):
            client.gestor_link_with(self.other.with_user(self.user))
        with self.assertRaises(AccessError):
            self.Link.with_user(self.user).create(
                self._link_vals(self.client, self.other)
            )
