from odoo.tests import tagged

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestPerformance(ClientsCommon):
    def test_list_takes_no_query_for_each_row(self):
        arch = self.env.ref("gestor_clients.res_partner_view_list_client")
        view = self.Partner.get_view(arch.id, "list")
        self.assertIn("gestor_turnover", view["arch"])
        spec = {
            name: {}
            for name in (
                "complete_name",
                "gestor_client_kind",
                "gestor_importance",
                "gestor_branch_count",
                "gestor_turnover",
            )
        }
        spec["gestor_relationship_id"] = {"fields": {"display_name": {}}}
        spec["user_id"] = {"fields": {"display_name": {}}}
        firms = self.Partner.create(
            [
                {"name": f"F{n}", "is_company": True, "user_id": self.anna.id}
                for n in range(100)
            ]
        )
        domain = [("id", "in", firms.ids)]
        self.Partner.web_search_read(domain, spec, limit=10)
        counts = []
        for limit in (10, 100):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Partner.web_search_read(domain, spec, limit=limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_create_of_many(self):
        def create(count):
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.Partner.create(
                [{"name": f"F{n}", "is_company": True} for n in range(count)]
            )
            self.env.flush_all()
            return self.cr.sql_log_count - before

        create(2)
        small, large = create(10), create(100)
        self.assertLessEqual(large, small + 5)
