"""Addresses of the organisation and of rights."""

from django.urls import path

from villages.views import (
    affectations,
    arrets,
    audit,
    chambres,
    comptes,
    droits,
    echeances,
    formations,
    honorabilite,
    organisation,
)

app_name = "villages"

urlpatterns = [
    path("droits/roles/", droits.roles, name="roles"),
    path("droits/journal/", audit.journal, name="audit"),
    # deadlines
    path("echeances/", echeances.echeancier, name="echeancier"),
    path("echeances/regles/", echeances.regles, name="regles"),
    path("echeances/regles/<slug:code>/delai/", echeances.regler, name="regler_delai"),
    # places
    path("villages/", organisation.villages, name="villages"),
    path("villages/nouveau/", organisation.nouveau_village, name="nouveau_village"),
    path("villages/<uuid:village_id>/", organisation.village, name="village"),
    path("villages/<uuid:village_id>/modifier/", organisation.modifier_village, name="modifier_village"),
    path(
        "villages/<uuid:village_id>/maisons/nouvelle/", organisation.nouvelle_maison, name="nouvelle_maison"
    ),
    path("maisons/<uuid:maison_id>/modifier/", organisation.modifier_maison, name="modifier_maison"),
    path("maisons/<uuid:maison_id>/chambres/", chambres.chambres, name="chambres"),
    path("maisons/<uuid:maison_id>/chambres/nouvelle/", chambres.nouvelle_chambre, name="nouvelle_chambre"),
    path("chambres/<uuid:chambre_id>/modifier/", chambres.modifier_chambre, name="modifier_chambre"),
    path("chambres/<uuid:chambre_id>/fermer/", chambres.fermer, name="fermer_chambre"),
    path("villages/<uuid:village_id>/relais/nouveau/", affectations.nouveau_relais, name="nouveau_relais"),
    path("villages/relais/<uuid:relais_id>/", affectations.modifier_relais, name="modifier_relais"),
    path("villages/relais/<uuid:relais_id>/arreter/", arrets.arreter_le_relais, name="arreter_relais"),
    path("villages/<uuid:village_id>/astreintes/", affectations.astreintes, name="astreintes"),
    path(
        "villages/<uuid:village_id>/astreintes/nouvelle/",
        affectations.nouvelle_astreinte,
        name="nouvelle_astreinte",
    ),
    path(
        "villages/astreintes/<uuid:astreinte_id>/", affectations.modifier_astreinte, name="modifier_astreinte"
    ),
    path(
        "villages/astreintes/<uuid:astreinte_id>/arreter/",
        arrets.arreter_l_astreinte,
        name="arreter_astreinte",
    ),
    # people
    path("honorabilite/", honorabilite.honorabilites, name="honorabilites"),
    path("honorabilite/<uuid:professionnel_id>/", honorabilite.honorabilite, name="honorabilite"),
    path("formations/", formations.formations, name="formations"),
    path("formations/miennes/", formations.miennes, name="mes_formations"),
    path("formations/nouvelle/", formations.nouvelle_formation, name="nouvelle_formation"),
    path("formations/<uuid:formation_id>/", formations.formation, name="formation"),
    path("formations/presences/<uuid:presence_id>/retirer/", formations.retirer, name="retirer_presence"),
    path("professionnels/", organisation.professionnels, name="professionnels"),
    path("professionnels/nouveau/", organisation.nouveau_professionnel, name="nouveau_professionnel"),
    path("professionnels/ailleurs/", affectations.affecter_ailleurs, name="affecter_ailleurs"),
    path("professionnels/<uuid:professionnel_id>/", organisation.professionnel, name="professionnel"),
    path(
        "professionnels/<uuid:professionnel_id>/modifier/",
        organisation.modifier_professionnel,
        name="modifier_professionnel",
    ),
    path("professionnels/<uuid:professionnel_id>/compte/", organisation.lier, name="lier_compte"),
    path("professionnels/<uuid:professionnel_id>/affecter/", affectations.affecter, name="affecter"),
    path("affectations/<uuid:affectation_id>/terminer/", affectations.terminer, name="terminer"),
    # accounts
    path("comptes/", comptes.comptes, name="comptes"),
    path("comptes/nouveau/", comptes.nouveau_compte, name="nouveau_compte"),
    path("comptes/<uuid:compte_id>/", comptes.activer_compte, name="activer_compte"),
]
