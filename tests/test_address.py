from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestAddress(InternetmarkeCommon):
    """A letter that would come back is stopped before it costs a stamp."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.muster = cls._make_person()

    @classmethod
    def _make_person(cls):
        return cls.env["res.partner"].create(
            {
                "name": "Erika Muster",
                "street": "Weg 1",
                "zip": "20095",
                "city": "Hamburg",
                "country_id": cls.env.ref("base.de").id,
            }
        )

    def _levels(self, partner):
        alerts = partner.with_user(self.clerk)._internetmarke_address_alerts()
        return {code: alert["level"] for code, alert in alerts.items()}

    def test_good_addresses_say_nothing(self):
        for partner in (self.customer, self.foreigner, self.muster):
            self.assertEqual(self._levels(partner), {})

    def test_each_defect_of_an_address_has_its_level_and_words(self):
        for values, code, level, words in (
            ({"zip": False}, "zip_missing", "danger", "postcode is missing"),
            ({"zip": "2009"}, "zip_impossible", "danger", "Austria, Switzerland"),
            ({"zip": "A-1010"}, "country_wrong", "danger", "says Austria"),
            ({"zip": "D-20095"}, "zip_prefix", "warning", "Omit “D-”"),
            ({"city": False}, "city_missing", "danger", "city is missing"),
            ({"street": False}, "street_missing", "danger", "post-office box"),
            ({"country_id": False}, "country_missing", "warning", "taken for Germany"),
            (
                {"country_id": False, "zip": "1010"},
                "country_missing",
                "danger",
                "possible in Austria",
            ),
            (
                {"street2": "Postfach 12 34"},
                "street_and_box",
                "warning",
                "whichever belongs",
            ),
            ({"street": "Packstation 145"}, "packstation", "warning", "Großbrief"),
            ({"name": "Николай"}, "not_latin", "warning", "Latin letters"),
        ):
            with self.subTest(code=code, **values), self.cr.savepoint() as savepoint:
                self.muster.write(values)
                alert = self.muster._internetmarke_address_alerts()[code]
                self.assertEqual(alert["level"], level)
                self.assertIn(words, alert["message"])
                self.assertEqual(alert["action"]["res_id"], self.muster.id)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_big_customer_needs_no_street(self):
        self.customer.street = False
        self.assertEqual(self._levels(self.customer), {"street_missing": "warning"})

    def test_a_person_in_a_company_without_a_street(self):
        person = self.env["res.partner"].create(
            {"name": "Ursula Groß", "parent_id": self.customer.id}
        )
        self.assertEqual(self._levels(person), {})
        self.assertIn(self.customer.name, person._internetmarke_address_lines())
        self.customer.street = False
        self.assertEqual(self._levels(person), {"street_missing": "warning"})

    def test_company_name_that_is_not_on_the_letter(self):
        self.muster.company_name = "Muster & Söhne"
        alerts = self.muster._internetmarke_address_alerts()
        self.assertIn("Muster & Söhne", alerts["company_name"]["message"])
        self.assertEqual(alerts["company_name"]["level"], "warning")

    def test_nobody_without_a_name(self):
        nameless = self.env["res.partner"].create(
            {
                "type": "invoice",
                "parent_id": self.muster.id,
                "street": "Weg 1",
                "zip": "20095",
                "city": "Hamburg",
                "country_id": self.muster.country_id.id,
            }
        )
        self.assertEqual(self._levels(nameless), {})
        self.assertEqual(nameless._internetmarke_address_lines()[0], "Erika Muster")
        nameless.parent_id = False
        self.assertEqual(self._levels(nameless), {"name_missing": "danger"})

    def test_without_german_the_country_is_in_english(self):
        self.env["res.partner"].search([("lang", "=", "de_DE")]).lang = "en_US"
        self.env["res.lang"].search([("code", "=", "de_DE")]).active = False
        lines = self.foreigner._internetmarke_address_lines()
        self.assertEqual(lines[-1], "AUSTRIA")

    def test_lines_follow_the_country_of_destination(self):
        self.env["res.lang"]._activate_lang("de_DE")
        contact = self.customer.copy({"name": "Sample", "street": "1 Road"})
        for code, zip_code, city, lines in (
            (
                "uk",
                "W1A 1ER",
                "London",
                ["LONDON", "W1A 1ER", "VEREINIGTES KÖNIGREICH"],
            ),
            ("us", "94043", "Mountain View", ["MOUNTAIN VIEW 94043"]),
            ("at", "1010", "Wien", ["1010 WIEN", "ÖSTERREICH"]),
            ("cz", "110 00", "Praha", ["110 00 PRAHA", "TSCHECHISCHE REPUBLIK"]),
            ("gr", "105 57", "Athina", ["105 57 ATHINA", "GRIECHENLAND"]),
            ("tr", "06101", "Ankara", ["06101 ANKARA"]),
            ("xk", "10000", "Prishtina", ["10000 PRISHTINA", "KOSOVO"]),
            ("jp", "100-0001", "Tokyo", ["TOKYO 100-0001", "JAPAN"]),
            ("cn", "100000", "Beijing", ["BEIJING 100000", "CHINA"]),
            ("de", "20095", "Hamburg", ["20095 Hamburg"]),
            (False, "20095", "Hamburg", ["20095 Hamburg"]),
        ):
            country = code and self.env.ref(f"base.{code}").id
            contact.write({"zip": zip_code, "city": city, "country_id": country})
            with self.subTest(country=code):
                printed = contact._internetmarke_address_lines()
                self.assertEqual(printed[:2], ["Sample", "1 Road"])
                self.assertEqual(len(printed), len(set(printed)))
                self.assertEqual(printed[2 : 2 + len(lines)], lines)

    def test_the_street_stands_right_above_the_postcode(self):
        self.muster.street2 = "Hinterhaus"
        self.assertEqual(
            self.muster._internetmarke_address_lines(),
            ["Erika Muster", "Hinterhaus", "Weg 1", "20095 Hamburg"],
        )

    def test_italian_address_names_the_province(self):
        italy = self.env.ref("base.it")
        state = italy.state_ids.filtered(lambda one: one.code == "RM")
        self.muster.write(
            {
                "zip": "00184",
                "city": "Roma",
                "country_id": italy.id,
                "state_id": state.id,
            }
        )
        self.assertIn("00184 ROMA RM", self.muster._internetmarke_address_lines())

    def test_invoice_address_versus_others(self):
        children = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "type": kind,
                    "parent_id": self.customer.id,
                    "street": "Hof 2",
                    "zip": "20095",
                    "city": "Hamburg",
                    "country_id": self.customer.country_id.id,
                }
                for name, kind in (("Lager", "delivery"), ("Buchhaltung", "invoice"))
            ]
        )
        store, billing = children
        self.assertEqual(self._levels(billing), {})
        self.assertEqual(self._levels(self.customer), {"invoice_address": "warning"})
        self.assertEqual(
            self._levels(store),
            {"delivery_address": "warning", "invoice_address": "warning"},
        )
        alerts = self.customer._internetmarke_address_alerts()
        self.assertEqual(alerts["invoice_address"]["action"]["res_id"], billing.id)

    def test_the_wizard_tells_and_the_server_refuses(self):
        person = self._make_person()
        stamp = self._buy({self.standard: 1}).stamp_ids
        move = self._printed_invoice(person)
        person.zip = "00000"
        wizard = self._frank_wizard(move)
        self.assertTrue(wizard.blocked)
        self.assertEqual(wizard.alerts["zip_impossible"]["level"], "danger")
        with self.assertRaisesRegex(UserError, "no such postcode.*\n.*No stamp was"):
            wizard.action_frank()
        self.assertEqual(stamp.state, "stock")
        person.zip = "20095"
        wizard = self._frank_wizard(move)
        self.assertFalse(wizard.blocked or wizard.alerts)
        wizard.action_frank()
        self.assertEqual(move.internetmarke_letter_id.stamp_id, stamp)

    def test_nothing_is_bought_for_a_letter_that_would_come_back(self):
        person = self._make_person()
        move = self._printed_invoice(person)
        person.city = False
        paid = len(self._paid_orders())
        with self.assertRaisesRegex(UserError, "city is missing"):
            self._frank_wizard(move, self.buyer).action_buy_and_frank()
        self.assertEqual(len(self._paid_orders()), paid)

    def test_a_warning_lets_go_on(self):
        self._buy({self.standard: 1})
        person = self._make_person()
        person.zip = "D-20095"
        move = self._printed_invoice(person)
        wizard = self._frank_wizard(move)
        self.assertIn("zip_prefix", wizard.alerts)
        self.assertFalse(wizard.blocked)
        wizard.action_frank()
        self.assertTrue(move.internetmarke_letter_id)

    def test_no_address_in_the_log(self):
        person = self._make_person()
        person.write({"zip": "00000", "city": False})
        move = self._printed_invoice(person)
        with self.assertNoLogs("odoo.addons.internetmarke"):
            wizard = self._frank_wizard(move)
            with self.assertRaises(UserError) as refusal:
                wizard.action_frank()
        for secret in ("Muster", "Weg 1", "00000"):
            self.assertNotIn(secret, str(refusal.exception))
