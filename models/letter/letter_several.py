from odoo import models
from odoo.exceptions import UserError

# Letters whose problem is told in a message, at most.
TOLD = 5


class InternetmarkeLetter(models.Model):
    """Several letters at once: one that cannot be done keeps no other back."""

    _inherit = "internetmarke.letter"

    def _each(self, act):
        """Do something with each of these letters.

        :param act: called with one letter; a UserError says that it cannot be done.
        :return: the letters for which it was done, and ``{letter: why not}``.
        :raise UserError: if it could be done for none of them.
        """
        if len(self) == 1:
            act(self)
            return self, {}
        problems = {}
        for letter in self:
            try:
                with self.env.cr.savepoint():
                    act(letter)
            except UserError as error:
                problems[letter] = str(error)
        done = self.filtered(lambda letter: letter not in problems)
        if self and not done:
            raise UserError(self._explain_left_out(problems))
        return done, problems

    def _explain_left_out(self, problems):
        """Return why letters were left out: text that names each of them."""
        told = [
            problem
            if letter.name in problem
            else f"{letter.name} ({letter.partner_id.display_name}): {problem}"
            for letter, problem in list(problems.items())[:TOLD]
        ]
        if more := [letter.name for letter in list(problems)[TOLD:]]:
            told.append(self.env._("Also left out: %s.", ", ".join(more)))
        return "\n".join(told)

    def _with_left_out(self, problems, action):
        """Return the action, after a message about letters that were left out."""
        if not problems:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Left out: %s", len(problems)),
                "message": self._explain_left_out(problems),
                "next": action,
            },
        }
