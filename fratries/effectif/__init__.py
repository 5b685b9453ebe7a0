"""A village's roster, from the spreadsheet it already has: read, checked, then written whole or not at all."""
