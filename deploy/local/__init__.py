"""The entry points of the Makefile, on a bare machine.

Standard library only and Python 3.11: this runs before anything is installed. It prepares
``.venv``, finds or brings its own PostgreSQL and Redis, and starts what was asked.
"""
