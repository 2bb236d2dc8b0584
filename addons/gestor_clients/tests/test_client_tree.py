from odoo.tests import tagged

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestClientTree(ClientsCommon):
    """K5"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls._create_branch("Alfa Północ", cls.firm)
        cls.gdynia = cls._create_branch("Alfa Gdynia", cls.north)
        cls.south = cls._create_branch("Alfa Południe", cls.firm)
        cls.contact = cls._create_person("Ewa Nowak", parent_id=cls.gdynia.id)

    def test_head_office(self):
        tree = self.firm | self.north | self.gdynia | self.south | self.contact
        self.assertEqual(tree.gestor_head_office_id, self.firm)
        self.north.parent_id = False
        self.assertEqual(self.contact.gestor_head_office_id, self.north)
        self.assertEqual(self.south.gestor_head_office_id, self.firm)

    def test_counts(self):
        self.assertEqual(self.firm.gestor_branch_count, 3)
        self.assertEqual(self.north.gestor_branch_count, 1)
        self.assertEqual(self.gdynia.gestor_branch_count, 0)
        self.assertEqual(self.firm.gestor_branch_ids, self.north | self.south)

    def test_turnover_rolls_up(self):
        self._post_invoice(self.firm, 100)
        self._post_invoice(self.contact, 20)
        self._post_invoice(self.south, 3)
        self._post_invoice(self.gdynia, 5, move_type="out_refund")
        self._post_invoice(self.south, 1000, move_type="in_invoice")
        self.env.invalidate_all()
        self.assertEqual(self.firm.with_user(self.anna).gestor_turnover, 118)
        self.assertEqual(self.north.gestor_turnover, 15)
        self.assertEqual(self.south.gestor_turnover, 3)

    def test_turnover_of_many_takes_as_many_queries(self):
        firms = self.firm | self.north | self.gdynia | self.south
        firms |= self.Partner.create(
            [{"name": f"F{n}", "is_company": True} for n in range(30)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        firms.mapped("gestor_head_office_id")
        firms.mapped("is_company")
        with self.assertQueryCount(1):
            firms.mapped("gestor_turnover")

    def test_documents_of_the_tree(self):
        invoice = self._post_invoice(self.contact)
        action = self.north.action_gestor_open_tree_invoices()
        moves = self.env["account.move"].search(action["domain"])
        self.assertEqual(moves, invoice)

    def test_hierarchy(self):
        action = self.north.action_gestor_open_branches()
        self.assertIn("hierarchy", action["view_mode"])
        found = self.Partner.search(action["domain"])
        self.assertEqual(found, self.firm | self.north | self.gdynia | self.south)
        nodes = self.Partner.with_user(self.anna).hierarchy_read(
            action["domain"], {"name": {}}, "gestor_superior_id", "gestor_branch_ids"
        )
        self.assertEqual({node["id"] for node in nodes}, set(found.ids))
        self.assertEqual(self.gdynia.gestor_superior_id, self.north)
        self.assertFalse(self.contact.gestor_superior_id)
