from tests.accessibility.browser import (  # noqa: F401
    _django_beside_playwright,
    browser_type_launch_args,
)
