"""No table of its own: rights live on assignments (``villages``) and exceptions (``enfants``).

The module exists so that ``post_migrate`` is sent for this app, which derives the grants.
"""
