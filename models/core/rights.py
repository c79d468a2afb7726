"""Groups that fields and actions share."""

# These may read the journal of letters, and the fields of other models that show it.
JOURNAL_READERS = "account.group_account_invoice,account.group_account_readonly"
