from odoo import fields


class WholeHtml(fields.Html):
    """A sanitised HTML field that each language writes as a whole.

    The host splits translated HTML into sentences, and then an edit in one
    language rearranges the text of all. A letter in English need not have the
    paragraphs of the Polish one.
    """

    def _get_attrs(self, model_class, name):
        attrs = super()._get_attrs(model_class, name)
        if attrs.get("translate"):
            attrs["translate"] = True
        return attrs
