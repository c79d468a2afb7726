import logging

from psycopg2 import OperationalError

from odoo import models
from odoo.exceptions import UserError

from .run import OPTIONS

_logger = logging.getLogger(__name__)


class InternetmarkeRun(models.Model):
    """The options of a run hold for all letters without a stamp."""

    _inherit = "internetmarke.run"

    def write(self, vals):
        res = super().write(vals)
        if options := {name: vals[name] for name in OPTIONS if name in vals}:
            for run in self:
                lines = run.line_ids.filtered(lambda line: not line._has_stamp())
                lines._change(options)
        return res


class InternetmarkeRunLine(models.Model):
    """Checking: find what stands in the way of a letter before it is franked."""

    _inherit = "internetmarke.run.line"

    def action_take_back(self):
        """Take letters that were left out into the run again."""
        self._check_changeable()
        lines = self.filtered(lambda line: line.state == "left_out")
        for documents in (lines.move_ids, lines.document_ids):
            if taken := documents._internetmarke_in_open_run():
                raise UserError(
                    self.env._(
                        "%(documents)s waits in another mailing run. Nothing was "
                        "changed.",
                        documents=", ".join(taken.mapped("display_name")),
                    )
                )
        lines._claim_documents()
        lines._check()
        return True

    def action_check_again(self):
        """Look into the documents of letters once more, after something was corrected.

        A letter with a stamp is tried again when the next files are made. A letter
        whose franking was removed can be franked again.
        """
        for run in self.run_id:
            run._check_may_work()
        lines = self.filtered(lambda line: line.state != "left_out")
        stamped = lines.filtered(lambda line: line._has_stamp())
        stamped.write({"state": "fine", "problem": False, "way_out": False})
        (lines - stamped)._check()
        return True

    def _change(self, values):
        """Change something for these letters, and check them anew."""
        self._check_changeable()
        self.write(values)
        self.filtered(lambda line: line.state not in ("new", "left_out"))._judge()
        self.run_id._number_letters()

    def action_use_cover_sheet(self):
        """Put a cover sheet before the documents."""
        self._change({"medium": "cover_sheet"})
        return True

    def _check(self):
        """Look into the documents of these letters and check them."""
        self._each_for_itself(lambda lines: lines._examine_and_judge())

    def _examine_and_judge(self):
        self.move_ids._internetmarke_make_documents()
        self._renew_documents()
        self._examine()
        self._judge()

    def _renew_documents(self):
        """Print the documents of records as the records are now."""
        for line in self:
            if line.document_ids and not line._has_stamp():
                anew = line.document_ids._anew()
                if anew != line.document_ids:
                    line.sudo().document_ids = anew
        self.document_ids._internetmarke_make_documents()

    def _forget_check(self):
        """Let these letters be checked anew, but for those that have their stamp."""
        unstamped = self.filtered(lambda line: not line._has_stamp())
        unstamped.write({"state": "new", "letter_id": False, "file_id": False})

    def _judge(self):
        """Store what stands in the way of each letter, if anything does.

        A letter whose franking was removed counts as one without a stamp.
        """
        released = self.filtered(lambda line: line.letter_state == "released")
        released.sudo().write({"letter_id": False, "file_id": False})
        for line in self:
            problem, way_out = line._find_problem()
            state = "blocked" if problem else "fine"
            line.write({"problem": problem, "way_out": way_out, "state": state})

    def _find_problem(self):
        """Return what stands in the way of this letter, and the way out.

        The checks of the franking come first: their messages say most.

        :return: the message and a value of ``way_out``; each is False if there is none.
        """
        if self.letter_id:
            return False, False
        try:
            self._as_letter()._check_content()
        except UserError as error:
            return str(error), "contact" if self.blocked else "document"
        try:
            self._get_product()
        except UserError as error:
            return str(error), "product_id"
        problem, warning = self._try_medium(self.medium)
        alerts = [
            alert["message"]
            for alert in (self.alerts or {}).values()
            if alert["level"] == "warning"
        ]
        self.medium_problem, self.medium_warning = problem, warning
        self.warning = "\n".join(filter(None, [*alerts, warning])) or False
        if self.document_problem:
            return self.document_problem, "document"
        if problem:
            return problem, self._way_out_of_medium()
        if self.product_id not in self.allowed_product_ids._origin:
            wrong = self.env._(
                "%(product)s is not for this destination or service. Choose another "
                "product.",
                product=self.product_id.name,
            )
            return wrong, "product_id"
        return self.too_small, self.too_small and "product_id"

    def _way_out_of_medium(self):
        """Return the way out for a letter that does not suit its medium."""
        covers = self.medium == "window" and not self._try_medium("cover_sheet")[0]
        return "cover_sheet" if covers else "medium"

    def _each_for_itself(self, act):
        """Do something with all these letters. One failure does not stop the others.

        :param act: called with letters; first with all at once, which is quicker.
        """
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                act(self)
        except OperationalError:
            # Somebody else works on the same rows. Odoo repeats the whole request.
            raise
        except Exception as error:
            if len(self) > 1:
                for line in self:
                    line._each_for_itself(act)
                return
            if not isinstance(error, UserError):
                _logger.exception("Letter %s of a mailing run", self.id)
            problem = self._explain_failure(error)
            way_out = "contact" if self.blocked else "document"
            self.write({"state": "blocked", "problem": problem, "way_out": way_out})

    def _explain_failure(self, error):
        if isinstance(error, UserError):
            return str(error)
        if self._has_stamp():
            return self.env._(
                "Something unexpected happened when this letter was printed; the "
                "server's log tells more. It was not printed and keeps its stamp. "
                "Click “Check Again” to print it with the next files, or remove the "
                "franking."
            )
        return self.env._(
            "Something unexpected happened with this letter; the server's log tells "
            "more. No stamp was used. Leave the letter out, and tell your "
            "administrator."
        )
