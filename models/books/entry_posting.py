import json

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date


class InternetmarkeEntry(models.Model):
    """What is posted: the journal entry of a row, with both sides at once."""

    _inherit = "internetmarke.entry"

    def _book(self):
        """Post the journal entry of this row.

        :return: the ``account.move``.
        """
        self.company_id._internetmarke_check_books()
        lines = self._counterparts()
        if self.amount:
            return self._post_statement_line(lines)
        return self._post_plain(lines)

    def _post_statement_line(self, lines):
        journal = self.company_id.internetmarke_books_journal_id
        lines = [_line(journal.default_account_id, self.amount), *lines]
        statement_line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "amount": self.amount,
                "payment_ref": self._label(),
                **self._move_values(journal, lines),
            }
        )
        return statement_line.move_id

    def _post_plain(self, lines):
        journals = self.env["account.journal"]
        journal = journals.search(
            [
                *journals._check_company_domain(self.company_id),
                ("type", "=", "general"),
            ],
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._(
                    "There is no miscellaneous journal to book %(entry)s in. Create "
                    "one in the accounting settings.",
                    entry=self.name,
                )
            )
        move = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "ref": self._label(),
                **self._move_values(journal, lines),
            }
        )
        move.action_post()
        return move

    def _move_values(self, journal, lines):
        has_tax = any(line.get("tax_ids") for line in lines)
        day = self.company_id._internetmarke_open_day(self.date, has_tax, journal)
        values = {"date": day, "line_ids": self._line_commands(lines)}
        if day != self.date:
            values["narration"] = self.env._(
                "Of %(date)s, booked on the first open day because that period is "
                "locked.",
                date=format_date(self.env, self.date),
            )
        return values

    def _line_commands(self, lines):
        """Return the commands that create lines, converted to the company's currency.

        What rounding leaves is on the second line, so that both sides agree.
        """
        company, euro = self.company_id, self.currency_id
        balances = [
            euro._convert(
                line["amount_currency"], company.currency_id, company, self.date
            )
            for line in lines
        ]
        balances[1] = company.currency_id.round(balances[1] - sum(balances))
        return [
            (
                0,
                0,
                {
                    "name": self._label(),
                    "currency_id": euro.id,
                    "balance": balance,
                    **line,
                },
            )
            for line, balance in zip(lines, balances, strict=True)
        ]

    def _counterparts(self):
        """Return the lines against the Portokasse, or all lines of a plain entry."""
        company = self.company_id
        if self.kind == "topup":
            return [_line(company.internetmarke_transfer_account_id, -self.amount)]
        if self.kind in ("opening", "difference"):
            lines = [_line(self.account_id, -self.amount - self.stock_amount)]
            if self.stock_amount:
                stock = company.internetmarke_stock_account_id
                lines.insert(0, _line(stock, self.stock_amount))
            return lines
        if self.kind in ("purchase", "refund"):
            return self._counterparts_by_tax()
        return self._counterparts_of_use()

    def _counterparts_by_tax(self):
        company = self.company_id
        postage = company.internetmarke_postage_account_id
        stamps = postage
        if company._internetmarke_at_use():
            stamps = company.internetmarke_stock_account_id
        lines = []
        for key, (gross, tax) in self.parts.items():
            account = postage if key == "rest" else stamps
            line = _line(account, -(gross - tax) / 100)
            if account == postage:
                line["analytic_distribution"] = company._internetmarke_analytic()
            lines.append(line)
            if key not in ("0", "rest"):
                base, tax_line = self._tax_values(int(key), gross)
                line.update(base)
                lines.append({**tax_line, "amount_currency": -tax / 100})
        return lines

    def _tax_values(self, tax_id, gross):
        """Return the values that make a line a tax's base, and another one the tax."""
        tax = self.env["account.tax"].browse(tax_id)
        found = tax._internetmarke_in_price(
            abs(gross) / 100, self.currency_id, is_refund=gross > 0
        )
        [part] = found["taxes"]
        base = {
            "tax_ids": [(6, 0, tax.ids)],
            "tax_tag_ids": [(6, 0, found["base_tags"])],
        }
        account_id = part["account_id"]
        if not account_id:
            account_id = self.company_id.internetmarke_postage_account_id.id
        return base, {
            "account_id": account_id,
            "tax_repartition_line_id": part["tax_repartition_line_id"],
            "tax_tag_ids": [(6, 0, part["tag_ids"])],
        }

    def _counterparts_of_use(self):
        company = self.company_id
        lines = [_line(company.internetmarke_stock_account_id, self.stock_amount)]
        for key, cents in sorted(self.parts.items()):
            line = _line(company.internetmarke_postage_account_id, cents / 100)
            line["analytic_distribution"] = json.loads(key)
            lines.append(line)
        return lines

    def _label(self):
        """Return what the lines are called: our number, the Post's, and what it was."""
        return " · ".join(filter(None, (self.name, *self._facts())))

    def _facts(self):
        if self.order_id:
            bought = ", ".join(
                f"{line.quantity} x {line.product_id.name}"
                for line in self.order_id.line_ids
            )
            return self.order_id.shop_order_id, bought
        if self.charge_id:
            return self.charge_id.shop_order_id, self.env._("Portokasse top-up")
        if self.retoure_id:
            return (
                self.retoure_id.shop_retoure_id,
                self.env._("Refund for %(order)s", order=self.retoure_id.order_id.name),
            )
        return (self._describe_kind(),)

    def _describe_kind(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]


def _line(account, amount):
    return {"account_id": account.id, "amount_currency": amount}
