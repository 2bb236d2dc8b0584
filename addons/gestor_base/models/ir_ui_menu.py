from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Hide the scenarios until an addon brings records that go through them."""
        hidden = super()._load_menus_blacklist()
        menu = self.env.ref(
            "gestor_base.gestor_base_menu_scenarios", raise_if_not_found=False
        )
        if menu and not self.env["gestor.scenario"]._get_models():
            hidden.append(menu.id)
        return hidden
