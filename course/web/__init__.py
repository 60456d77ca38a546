"""The web layer shared by all slices: layout, errors, access, transactions, headers."""
