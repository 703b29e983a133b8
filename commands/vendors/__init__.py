"""Vendors: scored by several people on weighted criteria, compared with how sure the comparison is, and chosen."""
