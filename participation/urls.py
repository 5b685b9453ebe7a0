"""The child's space."""

from django.urls import path

from participation import views

app_name = "participation"

urlpatterns = [
    path("mon-espace/", views.mon_espace, name="mon_espace"),
]
