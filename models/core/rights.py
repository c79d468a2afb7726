"""Groups that fields and actions share."""

# Who may read the journal of letters, and what it says on other records.
JOURNAL_READERS = "account.group_account_invoice,account.group_account_readonly"
