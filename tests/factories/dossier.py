"""A child’s file: where they live, on what grounds, what was written, who may open it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.contrib.auth.models import Permission
from django.utils import timezone

from enfants.enums import (
    CategorieDocument,
    FonctionInterlocuteur,
    NatureAbsence,
    NatureMesure,
    NatureNote,
)
from enfants.models import (
    AbonnementAgenda,
    Absence,
    AccesExceptionnel,
    AccordEnfant,
    DocumentEnfant,
    Enfant,
    Interlocuteur,
    MesureProtection,
    NoteJournal,
    RefusEnfant,
    Sejour,
    VersionNote,
)
from enfants.services.agenda import abonner
from socle.chiffrement.empreinte import empreinte_identite
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import CleSujet, NatureSujet
from socle.comptes.models import Utilisateur
from socle.documents.services import store
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import PERIMETRES, Perimetre, Role
from socle.outils.dates import aujourdhui, jour_de_soiree
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from tests.factories.organisation import affecter, creer_astreinte, creer_professionnel, creer_utilisateur
from villages.models import (
    Chambre,
    Maison,
    Village,
)


def loger(enfant: Enfant, chambre: Chambre | None) -> Sejour:
    """Say in which room a child sleeps."""
    with acting_as_system(raison="test"):
        sejour = Sejour.objects.get(enfant=enfant)
        sejour.chambre = chambre
        sejour.save()
        return sejour


def creer_personne(role: Role, identifiant: str, *, maison: Maison, enfant: Enfant) -> Utilisateur:
    """Make the account of one row of the matrix, around one house and one of its children."""
    kind = PERIMETRES[role]
    if kind is Perimetre.SOI:
        compte = creer_utilisateur(identifiant, nature="enfant")
        with acting_as_system(raison="test"):
            enfant.compte = compte
            enfant.save()
        return compte
    if kind is Perimetre.EXCEPTION:
        compte = creer_utilisateur(identifiant, nature="partenaire")
        accorder(compte, enfant, "lire_identite")
        return compte
    professionnel = creer_professionnel(identifiant)
    compte = professionnel.compte
    assert compte is not None
    if kind is Perimetre.ASTREINTE:
        creer_astreinte(professionnel, maison.village)
    elif kind is Perimetre.MAISON:
        affecter(professionnel, role, maison=maison)
    elif kind is Perimetre.REFERENCE:
        affecter(professionnel, role, enfant=enfant)
    elif kind is Perimetre.VILLAGE:
        affecter(professionnel, role, village=maison.village)
    else:
        affecter(professionnel, role)
    return compte


def creer_enfant(
    village: Village,
    prenom: str = "Léa",
    nom: str = "Martin",
    *,
    naissance: date = date(2017, 5, 4),
    maison: Maison | None = None,
    debut: date | None = None,
) -> Enfant:
    with acting_as_system(raison="test"):
        enfant = Enfant(village=village, prenom=prenom, nom=nom, date_naissance=naissance)
        creer_cle(enfant.pk, NatureSujet.ENFANT)
        enfant.empreinte = empreinte_identite(prenom, nom, naissance=naissance)
        enfant.save()
        if maison is not None:
            Sejour(enfant=enfant, maison=maison, debut=debut or aujourdhui() - timedelta(days=200)).save()
        return enfant


def creer_absence(enfant: Enfant, *, debut: date | None = None, fin: date | None = None) -> Absence:
    with acting_as_system(raison="test"):
        absence = Absence(
            enfant=enfant, nature=NatureAbsence.HEBERGEMENT, debut=debut or jour_de_soiree(), fin=fin
        )
        absence.save()
        return absence


def creer_abonnement(user: Utilisateur, maison: Maison | None = None) -> tuple[AbonnementAgenda, str]:
    """Return an address of the agenda and its secret."""
    with acting_as(user):
        return abonner(acteur=user, maison=maison)


def creer_mesure(
    enfant: Enfant,
    nature: NatureMesure = NatureMesure.AE_ASE,
    *,
    debut: date | None = None,
    fin: date | None = None,
    **champs: object,
) -> MesureProtection:
    with acting_as_system(raison="test"):
        start = debut or aujourdhui() - timedelta(days=100)
        mesure = MesureProtection(
            enfant=enfant, nature=nature, debut=start, fin=fin, **{"decision_le": start} | champs
        )
        mesure.save()
        return mesure


def creer_interlocuteur(
    enfant: Enfant, nom: str = "Mme Aubert", *, debut: date | None = None, **champs: object
) -> Interlocuteur:
    with acting_as_system(raison="test"):
        interlocuteur = Interlocuteur(
            enfant=enfant,
            nom=nom,
            debut=debut or aujourdhui() - timedelta(days=100),
            **{"fonction": FonctionInterlocuteur.REFERENT_ASE} | champs,
        )
        interlocuteur.save()
        return interlocuteur


def accorder(
    utilisateur: Utilisateur, enfant: Enfant, permission: str, *, jours: int = 10, debut: date | None = None
) -> AccordEnfant:
    with acting_as_system(raison="test"):
        start = debut or aujourdhui() - timedelta(days=1)
        accord = AccordEnfant(
            user=utilisateur,
            content_object=enfant,
            permission=Permission.objects.get(codename=permission, content_type__app_label="enfants"),
            debut=start,
            fin=start + timedelta(days=jours),
            motif="Suivi extérieur",
            accorde_par=creer_utilisateur(f"direction-{nouvel_id()}"),
        )
        accord.save()
        return accord


def refuser(utilisateur: Utilisateur, enfant: Enfant, *, fin: date | None = None) -> RefusEnfant:
    with acting_as_system(raison="test"):
        refus = RefusEnfant(
            utilisateur=utilisateur,
            enfant=enfant,
            debut=aujourdhui() - timedelta(days=2),
            fin=fin,
            motif="Lien de parenté",
            pose_par=creer_utilisateur(f"direction-{nouvel_id()}"),
        )
        refus.save()
        return refus


def ouvrir_acces_exceptionnel(
    utilisateur: Utilisateur, enfant: Enfant, *, duree: timedelta = timedelta(hours=1)
) -> AccesExceptionnel:
    with acting_as_system(raison="test"):
        now = timezone.now()
        acces = AccesExceptionnel(
            utilisateur=utilisateur,
            enfant=enfant,
            ouvert_le=now - timedelta(minutes=1),
            expire_le=now - timedelta(minutes=1) + duree,
            motif="Enfant confié cette nuit",
        )
        acces.save()
        return acces


def creer_note(
    enfant: Enfant,
    maison: Maison,
    auteur: Utilisateur,
    texte: str = "Journée tranquille.",
    *,
    jour: date | None = None,
    ecrite_le: datetime | None = None,
    lot: UUID | None = None,
    **version: object,
) -> NoteJournal:
    with acting_as_system(raison="test"):
        moment = ecrite_le or timezone.now()
        note = NoteJournal(
            enfant=enfant,
            maison=maison,
            auteur=auteur,
            nature=NatureNote.JOURNAL_DU_SOIR,
            lot=lot or nouvel_id(),
            jour=jour or jour_de_soiree(),
            ecrite_le=moment,
            themes=version.get("themes", []),
            importante=version.get("importante", False),
        )
        note.save()
        VersionNote(
            note=note, enfant=enfant, numero=1, auteur=auteur, ecrite_le=moment, texte=texte, **version
        ).save()
        return note


def creer_document(
    enfant: Enfant,
    titre: str = "Carte d’identité",
    *,
    categorie: CategorieDocument = CategorieDocument.IDENTITE,
    contenu: bytes = b"%PDF-1.7 papier",
    nom: str = "papier.pdf",
    auteur: Utilisateur | None = None,
    **champs: object,
) -> DocumentEnfant:
    with acting_as_system(raison="test"):
        ident = nouvel_id()
        document = DocumentEnfant(
            **{
                "id": ident,
                "enfant": enfant,
                "categorie": categorie,
                "serie": ident,
                "titre": titre,
                "auteur": auteur or creer_utilisateur(f"depot-{ident}"),
                "depose_le": timezone.now(),
                "fichier": store(
                    sujet_id=enfant.pk,
                    stream=BytesIO(contenu),
                    nom_fichier=nom,
                    enfant_id=enfant.pk,
                    categorie=Categorie(categorie),
                    nature="document_enfant",
                ),
            }
            | champs
        )
        document.save(force_insert=True)
        return document


def perdre_la_cle(sujet: UUID) -> None:
    """Make what is sealed for one subject unreadable, as after a destruction."""
    with acting_as_system(raison="test"):
        CleSujet.objects.filter(pk=sujet).update(cle_enveloppee=None, detruite_le=timezone.now())
