"""Every address of the site; each app names its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("enfants.urls")),
    path("", include("fratries.urls")),
    path("", include("participation.urls")),
    path("", include("protection.urls")),
    path("", include("socle.comptes.urls")),
    path("", include("socle.exports.urls")),
    path("", include("socle.notifications.urls")),
    path("", include("socle.ui.urls")),
    path("", include("villages.urls")),
]

handler400 = "socle.ui.views.erreur_400"
handler403 = "socle.ui.views.erreur_403"
handler404 = "socle.ui.views.erreur_404"
handler500 = "socle.ui.views.erreur_500"
