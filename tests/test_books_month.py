import random
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import tagged

from ..models.core.clock import post_today
from .books_common import BooksCommon

DAYS = 35
BERLIN, UTC = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")


class Business:
    """A company's postage, day by day, and beside it what an accountant adds up.

    The sums are made from the events alone, in cents, and know nothing of the addon.
    """

    def __init__(self, case, company, seed):
        self.case, self.env, self.company = case, case.env, company
        self.random = random.Random(seed)
        self.first = post_today() - timedelta(days=DAYS)
        self.portokasse = Counter()  # by day
        self.stock = defaultdict(Counter)  # by day: stamps and cents
        self.expense = Counter()  # by day, as stamps are used
        self.number = seed * 100000
        self.letters, self.stamps = self._model("letter"), self._model("stamp")
        self.partner = self.env["res.partner"].create({"name": "Kundschaft"})

    def _model(self, name):
        return self.env[f"internetmarke.{name}"].sudo()

    def _next(self):
        self.number += 1
        return self.number

    def _moment(self, day):
        """Return a moment of that day in Berlin (as UTC), often around midnight."""
        at = self.random.choice([time(0, 10), time(9), time(16, 30), time(23, 50)])
        moment = datetime.combine(day, at, BERLIN)
        return moment.astimezone(UTC).replace(tzinfo=None)

    def _day(self, earliest=0):
        return self.first + timedelta(days=self.random.randrange(earliest, DAYS))

    def _move(self, day, count, cents):
        self.stock[day]["stamps"] += count
        self.stock[day]["cents"] += cents

    def live(self, purchases):
        for day in sorted(self._day() for _ in range(6)):
            self._top_up(day, self.random.choice([20_00, 50_00]))
        for day in sorted(self._day() for _ in range(purchases)):
            self._buy(day)
        self.env.flush_all()

    def _top_up(self, day, cents):
        moment = self._moment(day)
        self._model("charge").create(
            {
                "name": f"GUTHABEN/{self._next()}",
                "company_id": self.company.id,
                "account": str(self.number),
                "amount": cents / 100,
                "state": "done",
                "requested_on": moment,
                "claimed_on": moment,
            }
        )
        self.portokasse[day] += cents

    def _buy(self, day):
        age = (day - self.first).days
        cents = 95 if age < DAYS / 2 else 105
        count = self.random.randint(1, 4)
        moment = self._moment(day)
        order = self._model("order").create(
            {
                "name": f"PORTO/{self._next()}",
                "company_id": self.company.id,
                "shop_order_id": str(self.number),
                "state": "done",
                "requested_on": moment,
                "bought_on": moment,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.case.standard.id,
                            "quantity": count,
                            "price_unit": cents / 100,
                        },
                    )
                ],
            }
        )
        self.portokasse[day] -= count * cents
        self._move(day, count, count * cents)
        stamps = self.stamps.create(
            [
                {
                    "voucher_id": f"V{self._next()}",
                    "company_id": self.company.id,
                    "order_id": order.id,
                    "page": page,
                    "product_id": self.case.standard.id,
                    "price": cents / 100,
                    "bought_on": moment,
                    "valid_until": day + timedelta(days=1000),
                }
                for page in range(1, count + 1)
            ]
        )
        returned = self.stamps
        for stamp in stamps:
            fate = self.random.random()
            if fate < 0.6:
                self._use(stamp, cents, age)
            elif fate < 0.7:
                returned |= stamp
            elif fate < 0.75 and age < DAYS - 2:
                last = self._day(age)
                if last < self.first + timedelta(days=DAYS - 1):
                    stamp.valid_until = last
                    self._move(last + timedelta(days=1), -1, -cents)
                    self.expense[last + timedelta(days=1)] += cents
        if returned:
            self._give_back(order, returned, cents, self._day(age))

    def _use(self, stamp, cents, age):
        day = self._day(age)
        letter = self.letters.create(
            {
                "name": f"BRIEF/{self._next()}",
                "company_id": self.company.id,
                "partner_id": self.partner.id,
                "stamp_id": stamp.id,
                "price": cents / 100,
                "franked_on": self._moment(day),
            }
        )
        stamp.state = "used"
        self._move(day, -1, -cents)
        self.expense[day] += cents
        if self.random.random() < 0.1:
            self.release(letter, stamp, self._day((day - self.first).days))

    def release(self, letter, stamp, day):
        cents = round(letter.price * 100)
        letter.write({"state": "released", "released_on": self._moment(day)})
        stamp.state = "stock"
        self._move(day, 1, cents)
        self.expense[day] -= cents

    def _give_back(self, order, stamps, cents, day):
        """Return stamps; the Post refuses one of three."""
        moment = self._moment(day)
        refunded = stamps.filtered(lambda stamp: self.random.random() < 0.67)
        refunded.write({"state": "refunded", "refunded_on": moment})
        (stamps - refunded).state = "refused"
        self._model("retoure").create(
            {
                "name": f"RETOURE/{self._next()}",
                "company_id": self.company.id,
                "order_id": order.id,
                "stamp_ids": [(6, 0, stamps.ids)],
                "state": "credited" if refunded == stamps else "partial",
                "amount_refunded": len(refunded) * cents / 100,
                "requested_on": moment,
                "closed_on": moment,
            }
        )
        self.portokasse[day] += len(refunded) * cents
        self._move(day, -len(refunded), -len(refunded) * cents)

    def stock_on(self, day):
        moved = [counts for each, counts in self.stock.items() if each <= day]
        return (
            sum(counts["stamps"] for counts in moved),
            sum(counts["cents"] for counts in moved),
        )


class MonthCase(BooksCommon):
    """A month of two companies, booked and worked out independently, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._other_company()
        cls.other.internetmarke_enabled = True
        cls.manager.company_ids = [(4, cls.other.id)]

    def _cents(self, company, account, before=None):
        """Return what the journal items of an account add up to."""
        domain = [
            ("company_id", "=", company.id),
            ("account_id", "=", account.id),
            ("parent_state", "=", "posted"),
        ]
        if before:
            domain.append(("date", "<=", before))
        lines = self.env["account.move.line"].search(domain)
        return round(sum(lines.mapped("balance")) * 100)

    def _check_trial_balance(self, business, opening):
        company = business.company
        cash = company.internetmarke_books_journal_id.default_account_id
        spent = sum(business.portokasse.values())
        self.assertEqual(self._cents(company, cash), opening + spent)
        topped_up = -self._cents(company, company.internetmarke_transfer_account_id)
        postage = self._cents(company, company.internetmarke_postage_account_id)
        if company.internetmarke_expense_at == "use":
            stock = self._cents(company, company.internetmarke_stock_account_id)
            self.assertEqual(postage, sum(business.expense.values()))
            self.assertEqual(stock, business.stock_on(post_today())[1])
        else:
            self.assertEqual(postage, topped_up - spent)

    def _check_stock(self, business):
        movements = self.env["internetmarke.stamp.movement"]
        for age in (0, 5, 17, DAYS):
            day = business.first + timedelta(days=age)
            [(count, value)] = movements._read_group(
                [("company_id", "=", business.company.id), ("date", "<=", day)],
                aggregates=["quantity:sum", "value:sum"],
            )
            self.assertEqual(
                (count or 0, round((value or 0) * 100)), business.stock_on(day)
            )

    def _check_month(self, purchases):
        here = Business(self, self.company, 1)
        there = Business(self, self.other, 2)
        here.live(purchases)
        there.live(purchases)
        self._set_up(since=here.first, opening_balance=500)
        wizard = self.env["internetmarke.books.setup"].with_user(self.manager)
        self.manager.company_id = self.other
        wizard = wizard.with_company(self.other).create(
            {"since": there.first, "opening_balance": 700, "expense_at": "use"}
        )
        wizard.action_apply()
        locked = there.first + timedelta(days=9)
        self.other.fiscalyear_lock_date = locked
        self._book()
        while self.entries.search_count([("state", "=", "to_book")]):
            self._book()  # a job takes so much time only, then it begins again
        entries = self.entries.search([])
        self.assertEqual(set(entries.mapped("state")), {"booked"})
        self.assertEqual(len(entries.move_id), len(entries))
        for business, opening in ((here, 500_00), (there, 700_00)):
            self._check_trial_balance(business, opening)
            self._check_stock(business)
            for day in {here.first + timedelta(days=12), *business.portokasse}:
                booked = self.entries.search(
                    [("company_id", "=", business.company.id), ("date", "=", day)]
                ).filtered(lambda entry: entry.kind != "opening")
                self.assertEqual(
                    round(sum(booked.mapped("amount")) * 100), business.portokasse[day]
                )
        moved = entries.filtered("is_moved")
        self.assertTrue(moved)
        self.assertEqual(moved.company_id, self.other)
        self.assertEqual(
            set(moved.mapped("booking_date")), {locked + timedelta(days=1)}
        )
        cash = self.other.internetmarke_books_journal_id.default_account_id
        self.assertEqual(self._cents(self.other, cash, before=locked), 0)

        # What changes a day that was summed up already becomes another row.
        letter = there.letters.search(
            [("company_id", "=", self.other.id), ("state", "=", "franked")], limit=1
        )
        there.release(letter, letter.stamp_id, post_today() - timedelta(days=1))
        self._book()
        self._check_trial_balance(there, 700_00)
        known = self.entries.search([])
        self._book()
        self.assertEqual(self.entries.search([]), known)


@tagged("post_install", "-at_install")
class TestBooksMonth(MonthCase):
    def test_a_month(self):
        self._check_month(purchases=12)


@tagged("post_install", "-at_install", "-standard", "busy_month")
class TestBooksBusyMonth(MonthCase):
    """300 purchases: ``script/test busy_month``."""

    def test_a_busy_month(self):
        self._check_month(purchases=150)
