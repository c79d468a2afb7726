"""What the Post may do wrong, what becomes of it, and what a person is told.

This is data. `test_faults.py` brings faults about and checks them (a sample in each
run, all with `script/test every_fault`), and doc/faults.rst is written from it by
`fault_doc.py`.
"""
