import base64

from . import office
from .common import InternetmarkeCommon


class RunCommon(InternetmarkeCommon):
    """A company with customers whose invoices go by post."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.customer
        for name in office.RUN_CUSTOMERS:
            cls.customers |= cls.office[name].with_env(cls.env)

    def _run(self, moves, user=None):
        """Return the run that Frank in the list of invoices opens.

        Its check, which begins at once, is stopped.
        """
        moves = moves.with_user(user or self.clerk)
        action = moves.action_internetmarke_frank()
        self.assertEqual(action["res_model"], "internetmarke.run")
        run = self.env["internetmarke.run"].with_user(user or self.clerk)
        run = run.browse(action["res_id"])
        self.assertEqual(run.job, "check")
        run.action_stop()
        return run

    def _invoices(self):
        """An invoice with its PDF for each customer."""
        moves = self.env["account.move"]
        for customer in self.customers:
            moves |= self._printed_invoice(customer)
        return moves

    def _work(self, run):
        """Let the scheduled job do what was begun."""
        self._run_job("ir_cron_work_runs")
        self.assertFalse(run.job)

    def _next(self, run):
        run.action_next()
        self._work(run)

    def _checked(self, moves, user=None):
        run = self._run(moves, user)
        self._next(run)
        return run

    def _franked(self, moves, user=None):
        run = self._checked(moves, user)
        if run.missing_count:
            self._buy({self.standard: run.missing_count})
        self._next(run)
        return run

    def _document(self, file):
        return base64.b64decode(file.document)


def run_records(case, move):
    """Return a record of every model of mailing runs, as its rightful user made it."""
    clerk, buyer = case.env(user=case.clerk), case.env(user=case.buyer)
    run = clerk["internetmarke.run"].create({"company_id": case.company.id})
    run._arrange(move.with_env(clerk))
    files = case.env["internetmarke.run.file"].sudo()
    file = files.create({"run_id": run.id, "kind": "window"})
    line = {"product_id": case.standard.id, "quantity": 1, "price_unit": 0.95}
    buy = buyer["internetmarke.run.buy"].create(
        {
            "run_id": run.id,
            "company_id": case.company.id,
            "line_ids": [(0, 0, line)],
        }
    )
    return [
        run,
        run.line_ids,
        file,
        case.env["internetmarke.run.document"]
        .sudo()
        .search([("move_id", "=", move.id)]),
        buy,
        buy.line_ids,
        clerk["internetmarke.run.change"].create({"line_ids": run.line_ids.ids}),
        clerk["internetmarke.run.reprint"].create({"file_id": file.id, "reason": "x"}),
    ]


def document_records(case):
    """Return a kind of document, and a document of it that waits to be franked."""
    kinds = case.env["internetmarke.document.type"].sudo()
    kinds.action_open()
    kind = kinds.with_context(active_test=False).search([], limit=1)
    kind.active = True
    documents = case.env["internetmarke.document"].sudo()
    return kind, documents.create(
        {
            "name": "D",
            "type_id": kind.id,
            "res_model": "res.partner",
            "res_id": case.customer.id,
            "company_id": case.company.id,
            "partner_id": case.customer.id,
        }
    )
