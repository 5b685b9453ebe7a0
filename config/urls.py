"""Every address of the site; each app names its own."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("socle.comptes.urls")),
]
