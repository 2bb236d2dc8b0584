from datetime import datetime, timedelta

from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class ResourcesCommon(BaseCommon):
    """Two cars, a room for two groups, and people with different roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Resource = cls.env["gestor.resource"]
        cls.Reservation = cls.env["gestor.reservation"]
        cls.vehicle = cls.env.ref("gestor_resources.kind_vehicle")
        cls.car = cls._create_resource("Octavia", code="WA 12345")
        cls.van = cls._create_resource("Transit")
        cls.room = cls._create_resource("Sala duża", capacity=2, kind_id=False)
        cls.anna = cls._create_user("gestor_anna_z", "own", name="Anna Zasobna")
        cls.jan = cls._create_user("gestor_jan_z", "own", name="Jan Zasobny")
        cls.manager = cls._create_user("gestor_szef_z", "manager")
        cls.day = datetime.now().replace(
            hour=8, minute=0, second=0, microsecond=0
        ) + timedelta(days=7)

    @classmethod
    def _create_user(cls, login, role, **vals):
        return new_test_user(
            cls.env, login, f"gestor_base.group_resources_{role}", **vals
        )

    @classmethod
    def _create_resource(cls, name, **vals):
        return cls.env["gestor.resource"].create(
            {"name": name, "kind_id": cls.vehicle.id, **vals}
        )

    @classmethod
    def _at(cls, hour, day=0):
        return cls.day + timedelta(days=day, hours=hour - 8)

    @classmethod
    def _vals(cls, resource, start, end, day=0, **vals):
        return {
            "resource_id": resource.id,
            "date_from": cls._at(start, day),
            "date_to": cls._at(end, day),
            **vals,
        }

    def _reserve(self, resource, start, end, user=None, day=0, **vals):
        user = user or self.anna
        return self.Reservation.with_user(user).create(
            self._vals(resource, start, end, day, **vals)
        )

    def _messages_to(self, user, subject):
        return self.env["mail.message"].search(
            [("partner_ids", "in", user.partner_id.ids), ("subject", "=", subject)]
        )
