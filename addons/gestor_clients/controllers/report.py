from odoo.http import request, route

from odoo.addons.web.controllers.report import ReportController


class GestorReportController(ReportController):
    @route()
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """What is printed here goes to paper: as many copies as the client has set."""
        request.update_context(gestor_print_copies=True)
        return super().report_routes(reportname, docids, converter, **data)
