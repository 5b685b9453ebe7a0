"""Addresses of exports."""

from django.urls import path

from socle.exports import views

app_name = "exports"

urlpatterns = [
    path("exports/registre/", views.registre_des_exports, name="registre"),
    path("exports/nouveau/<slug:liste>/", views.demander, name="demander"),
    path("exports/<uuid:export_id>/", views.suivi, name="suivi"),
    path("exports/<uuid:export_id>/fichier/", views.fichier, name="fichier"),
]
