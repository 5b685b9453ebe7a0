"""The bench: ours and its rivals interleaved in one run, ratios and never a bare time.

``manage.py banc`` under ``config.settings.bench``; ``make bench`` starts the servers first.
"""
