"""The development environment: everything that script/ needs, on a bare machine.

One module a component, each with one function that returns the component and first
makes it if it is missing: `venv`, `odoo`, `postgres`, `wkhtmltopdf`, `chromium`.
`home` is the cache folder they land in, `apt` fetches Debian packages into it,
`say` is all that a person reads. `runtime` joins the components so that Odoo runs,
`databases` makes and copies databases, `test_templates` those of the tests,
`commands` holds one module a command.

Standard library only, Python 3.10 or later: `cli` starts under the system's
Python and goes on under the virtual environment's once that exists.
"""
