"""Addresses of the organisation and of rights."""

from django.urls import path

from villages.views import audit, droits

app_name = "villages"

urlpatterns = [
    path("droits/roles/", droits.roles, name="roles"),
    path("droits/journal/", audit.journal, name="audit"),
]
