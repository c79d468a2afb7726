"""The pictures of the manual, the README and the store page: screens of the demo
company, taken in Chromium, in each language."""
