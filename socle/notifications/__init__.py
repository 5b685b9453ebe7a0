"""Notices: registered, one row per recipient, by mail once."""
