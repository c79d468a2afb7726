"""The bench of script/proof: addresses, eyes that look at paper, and what is measured.

It looks at rendered pixels and at the text that another library (pdfium) finds, not at
what printing/ says of itself.
"""
