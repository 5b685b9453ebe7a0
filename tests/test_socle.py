import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_every_test_runs_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)")
        assert cursor.fetchone() == (settings.ROLE_APPLICATION, False)
