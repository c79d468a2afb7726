import logging
from contextlib import contextmanager

from psycopg2.errors import ReadOnlySqlTransaction

from odoo.tests import tagged
from odoo.tools import mute_logger

from .attack import AttackCase


class Collector(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.name} {self.format(record)}")


@tagged("post_install", "-at_install")
class TestAttackLogs(AttackCase):
    @contextmanager
    def _everything_logged(self):
        """Collect every line of every logger at level DEBUG while the block runs."""
        collector, root = Collector(), logging.getLogger()
        loggers = [
            logger
            for logger in (root, *logging.root.manager.loggerDict.values())
            if isinstance(logger, logging.Logger)
        ]
        levels = [(logger, logger.level) for logger in loggers]
        handlers = root.handlers
        root.handlers = [collector]
        try:
            for logger in loggers:
                logger.setLevel(logging.DEBUG if logger is root else logging.NOTSET)
            yield collector.lines
        finally:
            root.handlers = handlers
            for logger, level in levels:
                logger.setLevel(level)

    def test_no_secret_at_level_debug(self):
        """The whole way: set-up, test of the connection, purchase, letter."""
        move = self._printed_invoice()
        self.env.flush_all()
        secret = self.post.credentials.password
        with self._everything_logged() as lines:
            param = self.env["ir.config_parameter"].sudo()
            param.set_param("internetmarke.client_secret", "Geheimnis-der-Datenbank")
            param.set_param("internetmarke.client_secret", "Geheimnis-der-Datenbank-2")
            setup = self.env["internetmarke.setup"].create({})
            setup.write({"internetmarke_password": "ein-anderes-1"})
            setup.write({"internetmarke_password": secret})
            self.env.flush_all()
            setup.action_test()
            order = self._buy({self.standard: 1})
            letter = self._frank(move)
            letter.with_user(self.clerk).action_print()
            self.env.flush_all()
        log = "\n".join(lines)
        self.assertEqual((order.state, letter.state), ("done", "printed"))
        self.assertRegex(log, r"query:\s+UPDATE", "statements are logged")
        self.assertIn("urllib3.connectionpool", log, "requests are logged")
        # The digest of the account is no secret to who reads the database.
        digest = self.company.sudo()._internetmarke_account()
        tokens = [each for each in self.secrets() if len(each) > 30 and each != digest]
        self.assertTrue(tokens)
        for each in (
            secret,
            "ein-anderes-1",
            "Geheimnis-der-Datenbank",
            self.post.credentials.client_secret,
            *tokens,
        ):
            told = [line for line in lines if each in line]
            self.assertFalse([line[:300].replace(each, "***") for line in told])

    def test_no_secret_of_a_remote_call(self):
        """Logins and system parameters are saved by the web client and by scripts."""
        setup = self.env["internetmarke.setup"].with_user(self.users["administrator"])
        setup = setup.create({})
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("internetmarke.client_secret", "altes-Geheimnis")
        domain = [("key", "=", "internetmarke.client_secret")]
        parameter = parameters.search(domain)
        told = {
            "internetmarke_password": "geheim-1",
            "internetmarke_client_id": "schluessel-1",
        }
        self.env.flush_all()
        self.log_in("administrator")
        calls = [
            ("internetmarke.setup", "web_save", [setup.ids, told, {}]),
            ("internetmarke.setup", "onchange", [setup.ids, told, [], {}]),
            ("res.company", "write", [self.company.ids, told]),
            ("ir.config_parameter", "write", [parameter.ids, {"value": "geheim-2"}]),
            (
                "ir.config_parameter",
                "set_param",
                ["internetmarke.client_id", "schluessel-2"],
            ),
            ("res.partner", "search", [[("name", "=", "sichtbar")]]),
        ]
        with self._everything_logged() as lines:
            for model, method, args in calls:
                _text, error = self.rpc(model, method, args)
                self.assertFalse(error, f"{model}.{method}")
                _text, error = self.jsonrpc("administrator", model, method, args)
                self.assertFalse(error, f"{model}.{method}")
            company = self.company
            self.json2("administrator", company._name, "write", company.ids, vals=told)
        log = "\n".join(lines)
        self.assertIn("sichtbar", log, "arguments are logged")
        for secret in ("geheim-1", "geheim-2", "schluessel-1", "schluessel-2"):
            seen = [line[:300] for line in lines if secret in line]
            self.assertFalse(seen, secret)

    @mute_logger("odoo.addons.base.models.ir_config_parameter")
    def test_a_failed_statement_does_not_quote_the_password(self):
        """Two people save one company at once: the database refuses the second."""
        other = "noch-ein-anderes-2"
        with (
            self.assertLogs("odoo.sql_db", logging.ERROR) as logs,
            self.assertRaises(ReadOnlySqlTransaction),
            self.cr.savepoint(),
        ):
            self.env.cr.execute("SET LOCAL transaction_read_only = on")
            self.company.write({"internetmarke_password": other})
        self.assertIn("bad query", logs.output[0])
        self.assertNotIn(other, "".join(logs.output))
