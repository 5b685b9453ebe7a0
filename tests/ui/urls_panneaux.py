"""One address that a panel of the tests leads to."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def panneau(request: HttpRequest, enfant_id: str) -> HttpResponse:
    return HttpResponse(enfant_id)


urlpatterns = [path("panneaux/<uuid:enfant_id>/", panneau, name="panneau_essai")]
