"""Invented villages: what ``make demo`` shows, and databases of any size.

It stands above every app, beside the program that starts the demo, because it builds records of
all of them; nothing imports it, and production settings do not install it.
"""
