from odoo.tests import tagged

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestMerge(ClientsCommon):
    """Merged clients lose no guardian, representative or history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls._create_firm("Hurtownia Alfa 2", user_id=cls.anna.id)
        cls.firm.user_id = cls.jan

    def _merge(self, source, target):
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target, extra_checks=False)
        self.env.invalidate_all()

    def _guard(self, partner, user, **vals):
        return self.env["gestor.client.guardian"].create(
            {"partner_id": partner.id, "user_id": user.id, **vals}
        )

    def test_guardians(self):
        self._guard(self.firm, self.anna)  # collides with the main one of the target
        self._guard(self.firm, self.ewa)
        rows = self.firm.gestor_guardian_ids | self.kept.gestor_guardian_ids
        self._merge(self.firm, self.kept)
        self.assertEqual(len(rows.exists()), 4)
        active = self.kept.gestor_guardian_ids
        self.assertEqual(active.user_id, self.anna | self.ewa | self.jan)
        self.assertEqual(active.filtered("is_main").user_id, self.anna)
        self.assertEqual(self.kept.user_id, self.anna)

    def test_main_guardian_comes_over(self):
        self.kept.user_id = False
        self._merge(self.firm, self.kept)
        self.assertEqual(self.kept.user_id, self.jan)
        main = self.kept.gestor_guardian_ids.filtered("is_main")
        self.assertEqual(main.user_id, self.jan)

    def test_representatives_of_both_ends(self):
        Rows = self.env["gestor.client.representative"]
        person, twin = (self._create_person(n) for n in ("Ewa Nowak", "E. Nowak"))
        beta = self._create_firm("Beta")
        rows = Rows.create(
            [
                {"partner_id": firm.id, "person_id": who.id, "is_main": who == person}
                for firm, who in (
                    (self.firm, person),
                    (self.kept, person),
                    (beta, twin),
                    (beta, person),
                )
            ]
        )
        self._merge(self.firm, self.kept)
        self._merge(twin, person)
        self.assertEqual(len(rows.exists()), 4)
        self.assertEqual(rows.person_id, person)
        self.assertEqual(rows.filtered("active").partner_id, self.kept | beta)
        self.assertEqual(len(rows.filtered("active")), 2)
        self.assertTrue(all(rows.filtered("active").mapped("is_main")))

    def test_history_of_the_kind(self):
        self.firm._gestor_make_standard("źródło")
        self.kept._gestor_make_standard("cel")
        self._merge(self.firm, self.kept)
        self.assertEqual(
            set(self.kept.gestor_kind_log_ids.mapped("reason")), {"źródło", "cel"}
        )

    def test_default_addresses(self):
        address = self._create_person(
            "Magazyn", parent_id=self.firm.id, type="delivery"
        )
        self.firm.gestor_delivery_address_id = address
        self._merge(self.firm, self.kept)
        self.assertEqual(address.gestor_head_office_id, self.kept)
        self.assertEqual(self.kept.gestor_delivery_address_id, address)

    def test_branches_come_under_the_right_head_office(self):
        head = self._create_firm("Centrala")
        target = self._create_branch("Oddział", head)
        branch = self._create_branch("Filia", self.firm)
        contact = self._create_person("Ewa Nowak", parent_id=branch.id)
        self._merge(self.firm, target)
        self.assertEqual(branch.parent_id, target)
        self.assertEqual((branch | contact).gestor_head_office_id, head)
        self.assertEqual(branch.gestor_superior_id, target)
