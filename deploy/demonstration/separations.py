"""One separation of the demo: siblings in two villages, the ASE warned, the judge not told yet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from deploy.demonstration.dossiers import Dossier
from fratries.enums import AutoriteSeparation, CanalASE
from fratries.models import MembreFratrie, Separation

#: Who arrived four days ago, and the sister already in the other village.
SEPARES = ("Bilal", "Sirine")
JOURS = 4


def creer_separations(dossiers: list[Dossier], jour: date) -> None:
    """Save the decision taken when the brother arrived where his sister does not live."""
    children = {d.description.prenom: d.enfant for d in dossiers}
    frere, soeur = (MembreFratrie.objects.get(enfant=children[prenom]) for prenom in SEPARES)
    decided = timezone.make_aware(datetime.combine(jour - timedelta(days=JOURS), time(10, 30)))
    Separation(
        fratrie_id=frere.fratrie_id,
        premier_cote=[frere.pk],
        second_cote=[soeur.pk],
        autorite=AutoriteSeparation.ASE,
        decideur="Inspectrice de l’aide sociale à l’enfance",
        decidee_le=decided,
        urgente=True,
        motif=(
            "Accueil en urgence de Bilal. La maison de sa sœur est complète jusqu’à l’été ; un échange de "
            "maisons a été étudié et aurait séparé une autre fratrie. La vie commune reste l’objectif."
        ),
        parole="Bilal : « Je veux bien attendre si je la vois. » Sirine : « Il m’appelle quand il veut. »",
        plan_contacts=(
            "Un samedi sur deux ensemble, en alternant les deux villages. Appel vidéo le mercredi à 17 h. "
            "Les deux éducatrices se donnent les nouvelles d’école chaque vendredi."
        ),
        ase_prevenue_le=decided + timedelta(hours=2),
        ase_prevenue_par="Fabrice Leconte, chef de service",
        ase_canal=CanalASE.TELEPHONE,
    ).save()
