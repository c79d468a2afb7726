from odoo import models
from odoo.exceptions import UserError

# Stands for the names of letters that were left out for the same reason.
NAMES = "\N{OBJECT REPLACEMENT CHARACTER}"


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
        """Return why letters were left out: text that names each of them once."""
        alike = {}
        for letter, problem in problems.items():
            text = problem.replace(letter.name, NAMES)
            alike.setdefault(text, []).append(letter.name)
        told = []
        for text, names in alike.items():
            named = text if NAMES in text else f"{NAMES}: {text}"
            told.append(named.replace(NAMES, ", ".join(names)))
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
