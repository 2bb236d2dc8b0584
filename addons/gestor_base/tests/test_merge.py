from odoo.tests import tagged

from .common import GestorLinkCommon


@tagged("post_install", "-at_install")
class TestMerge(GestorLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_partner("Zdublowany 1")
        cls.target = cls._create_partner("Zdublowany")
        cls.last = cls._create_partner("Zdublowany 2")

    def _merge(self):
        partners = self.first | self.target | self.last
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            partners.ids, self.target
        )
        self.env.invalidate_all()

    def _get_pairs(self, record):
        domain = self.Link._get_touching_domain(record._name, record.ids)
        return [link._get_ends() for link in self.Link.search(domain, order="id")]

    def test_links_move_to_the_partner_that_stays(self):
        file = self._create_file("skan.pdf", self.client)
        by_file = self.first.gestor_link_with(file, reason="skan")
        by_partner = self.last.gestor_link_with(self.client)
        self._merge()
        self.assertEqual((by_file | by_partner).exists(), by_file | by_partner)
        self.assertEqual(
            by_file._get_other_end("ir.attachment", file.id)[1], self.target.id
        )
        self.assertEqual(self.target.gestor_link_count, 2)
        self.assertEqual(by_file.reason, "skan")

    def test_collisions_collapse_to_one_link(self):
        """Both with the target and between the merged, ends in either place."""
        before = self.client  # made before: its id is smaller
        after = self._create_partner("Późniejszy")  # its id is greater
        for partner in (self.first, self.target, self.last):
            partner.gestor_link_with(before)
            partner.gestor_link_with(after)
        self._merge()
        target = ("res.partner", self.target.id)
        self.assertCountEqual(
            self._get_pairs(self.target),
            [
                (("res.partner", before.id), target),
                (target, ("res.partner", after.id)),
            ],
        )

    def test_collision_without_a_link_of_the_target(self):
        self.first.gestor_link_with(self.client)
        kept = self.last.gestor_link_with(self.client, reason="ważny powód")
        self._merge()
        self.assertEqual(len(self._get_pairs(self.target)), 1)
        self.assertEqual(kept.exists().reason, "ważny powód")

    def test_links_between_the_merged_vanish(self):
        self.first.gestor_link_with(self.target)
        self.last.gestor_link_with(self.first)
        kept = self.first.gestor_link_with(self.client)
        self._merge()
        self.assertEqual(self._get_pairs(self.target), [kept._get_ends()])

    def test_canonical_order_is_made_again(self):
        middle = self._create_partner("Środek")
        late = self._create_partner("Ostatni zdublowany")
        link = self.target.gestor_link_with(middle)
        self.assertEqual(link.res_id_a, self.target.id)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.target | late).ids, late
        )
        self.env.invalidate_all()
        self.assertEqual((link.res_id_a, link.res_id_b), (middle.id, late.id))

    def test_other_links_are_left_alone(self):
        """The host deletes colliding rows of tables it moves by itself."""
        other = self.client.gestor_link_with(self.other)
        file = self._create_file("plik.txt", self.first)
        by_file = file.gestor_link_with(self.client)
        self._merge()
        self.assertEqual((other | by_file).exists(), other | by_file)
        self.assertEqual(file.res_id, self.target.id)
