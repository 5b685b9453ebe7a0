"""Small, explicit makers of records; each runs as the system and has no hidden side effect."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.contrib.auth.models import Permission
from django.utils import timezone

from enfants.enums import (
    CategorieDocument,
    Destinataire,
    Destination,
    EtatPrise,
    FonctionInterlocuteur,
    Moment,
    NatureAbsence,
    NatureMesure,
    NatureNote,
    NatureNoteMedicale,
    PieceRemise,
)
from enfants.models import (
    Absence,
    AccesExceptionnel,
    AccordEnfant,
    Admission,
    Allergie,
    Depart,
    DocumentEnfant,
    Enfant,
    Interlocuteur,
    MesureProtection,
    MouvementRegistre,
    NoteJournal,
    NoteMedicale,
    PreparationAdmission,
    Prise,
    RefusEnfant,
    Remise,
    RendezVous,
    Sejour,
    Traitement,
    Vaccination,
    VersionNote,
)
from enfants.services.registre import inscrire_reprise
from fratries.enums import (
    AutoriteSeparation,
    Contact,
    LienFratrie,
    NatureLien,
    NatureTitulaire,
    SexeProche,
    SuiteRevue,
)
from fratries.models import (
    AdresseProtegee,
    AutoriteParentale,
    DemandeAccueil,
    Fratrie,
    LienFamilial,
    MembreFratrie,
    PersonneAutorisee,
    Proche,
    RevueSeparation,
    Separation,
)
from fratries.models.demande import EnfantDemande
from socle.chiffrement.empreinte import empreinte_identite
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import CleSujet, NatureSujet
from socle.comptes.models import Utilisateur
from socle.documents.services import store
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import PERIMETRES, Perimetre, Role
from socle.outils.dates import aujourdhui, jour_de_soiree
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from villages.models import Affectation, Association, Astreinte, Maison, Professionnel, Relais, Village

MOT_DE_PASSE = "quatre mots bien choisis"


def creer_utilisateur(identifiant: str, *, nature: str = "professionnel", **champs: object) -> Utilisateur:
    return Utilisateur.objects.create_user(identifiant, MOT_DE_PASSE, nature=nature, **champs)


def creer_village(nom: str) -> Village:
    with acting_as_system(raison="test"):
        association = Association.objects.first()
        if association is None:
            association = Association(nom="Association d’essai")
            association.save()
        village = Village(association=association, nom=nom)
        village.save()
        return village


def creer_maison(village: Village, nom: str, places: int = 6) -> Maison:
    with acting_as_system(raison="test"):
        maison = Maison(village=village, nom=nom, places=places)
        maison.save()
        return maison


def creer_professionnel(
    identifiant: str, *, prenom: str = "Claire", nom: str = "Renaud", compte: Utilisateur | None = None
) -> Professionnel:
    compte = compte or creer_utilisateur(identifiant)
    with acting_as_system(raison="test"):
        professionnel = Professionnel(compte=compte, prenom=prenom, nom=nom)
        creer_cle(professionnel.pk, NatureSujet.PROFESSIONNEL)
        professionnel.save()
        return professionnel


def affecter(
    professionnel: Professionnel,
    role: Role,
    *,
    village: Village | None = None,
    maison: Maison | None = None,
    enfant: Enfant | None = None,
    debut: date | None = None,
    fin: date | None = None,
) -> Affectation:
    """Assign without asking anybody's right; ``village`` follows from the house or the child."""
    with acting_as_system(raison="test"):
        if village is None and maison is not None:
            village = maison.village
        if village is None and enfant is not None:
            village = enfant.village
        affectation = Affectation(
            professionnel=professionnel,
            role=role,
            village=village,
            maison=maison,
            enfant_id=enfant.pk if enfant else None,
            debut=debut or aujourdhui() - timedelta(days=30),
            fin=fin,
        )
        affectation.save()
        return affectation


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


def creer_relais(professionnel: Professionnel, maison: Maison, debut: date, fin: date) -> Relais:
    with acting_as_system(raison="test"):
        relais = Relais(professionnel=professionnel, maison=maison, debut=debut, fin=fin)
        relais.save()
        return relais


def creer_astreinte(professionnel: Professionnel, village: Village, rang: int = 1) -> Astreinte:
    with acting_as_system(raison="test"):
        today = aujourdhui()
        astreinte = Astreinte(
            professionnel=professionnel,
            village=village,
            rang=rang,
            debut=today,
            fin=today + timedelta(days=6),
            telephone="06 00 00 00 00",
        )
        astreinte.save()
        return astreinte


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
            enfant=enfant, nature=NatureAbsence.HEBERGEMENT, debut=debut or aujourdhui(), fin=fin
        )
        absence.save()
        return absence


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


def creer_fratrie(village: Village, *enfants: Enfant) -> Fratrie:
    with acting_as_system(raison="test"):
        fratrie = Fratrie(village=village)
        creer_cle(fratrie.pk, NatureSujet.FRATRIE)
        fratrie.save()
        for enfant in enfants:
            MembreFratrie(
                fratrie=fratrie,
                enfant=enfant,
                lien=LienFratrie.GERMAIN,
                prenom=enfant.prenom,
                annee_naissance=enfant.date_naissance.year,
            ).save()
        return fratrie


def creer_proche(
    *enfants: Enfant,
    prenom: str = "Nadia",
    nature: NatureLien = NatureLien.PARENT,
    sexe: SexeProche = SexeProche.FEMME,
    **champs: object,
) -> Proche:
    """Make a relative tied to each child; the ties come first, they open the relative."""
    with acting_as_system(raison="test"):
        proche = Proche(village=enfants[0].village, prenom=prenom, sexe=sexe, **champs)
        creer_cle(proche.pk, NatureSujet.PROCHE)
        proche.save()
        for enfant in enfants:
            LienFamilial(proche=proche, enfant=enfant, nature=nature).save()
        return proche


def lier(proche: Proche, nature: NatureLien, **bout: object) -> LienFamilial:
    with acting_as_system(raison="test"):
        lien = LienFamilial(proche=proche, nature=nature, **bout)
        lien.save()
        return lien


def lien_entre(proche: Proche, enfant: Enfant) -> LienFamilial:
    with acting_as_system(raison="test"):
        return LienFamilial.objects.get(proche=proche, enfant=enfant)


def creer_contact(enfant: Enfant, proche: Proche, **champs: object) -> PersonneAutorisee:
    """Forbid everything unless told otherwise."""
    interdit = dict.fromkeys(("appeler", "visiter", "chercher"), Contact.INTERDIT)
    with acting_as_system(raison="test"):
        contact = PersonneAutorisee(
            enfant=enfant,
            proche=proche,
            **{"debut": aujourdhui() - timedelta(days=30), "decision": "Jugement", **interdit, **champs},
        )
        contact.save()
        return contact


def creer_autorite(enfant: Enfant, proche: Proche | None, **champs: object) -> AutoriteParentale:
    with acting_as_system(raison="test"):
        autorite = AutoriteParentale(
            enfant=enfant,
            proche=proche,
            **{
                "nature": NatureTitulaire.PARENT,
                "debut": aujourdhui() - timedelta(days=900),
                **champs,
            },
        )
        autorite.save()
        return autorite


def proteger(proche: Proche, adresse: str = "12 rue des Lilas") -> AdresseProtegee:
    with acting_as_system(raison="test"):
        proche.adresse, proche.adresse_protegee = None, True
        proche.save()
        protection = AdresseProtegee(proche=proche, adresse=adresse, motif="Violences")
        protection.save()
        return protection


def creer_separation(fratrie: Fratrie, **champs: object) -> Separation:
    """Separate the first member from the others, this morning; a lone member gets a brother elsewhere."""
    with acting_as_system(raison="test"):
        membres = list(fratrie.membres.order_by("id"))
        if len(membres) == 1:
            frere = MembreFratrie(fratrie=fratrie, prenom="Tom", ailleurs=True)
            frere.save()
            membres.append(frere)
        separation = Separation(
            **{
                "fratrie": fratrie,
                "premier_cote": [membres[0].pk],
                "second_cote": [m.pk for m in membres[1:]],
                "autorite": AutoriteSeparation.ASE,
                "decidee_le": timezone.now() - timedelta(minutes=1),
                "motif": "Des violences entre eux, malgré l’accompagnement.",
                "parole": "« Je veux le voir le samedi. »",
                "plan_contacts": "Un samedi sur deux, et un appel le mercredi.",
                **champs,
            }
        )
        separation.save()
        return separation


def creer_revue(separation: Separation, tenue_le: date | None = None, **champs: object) -> RevueSeparation:
    with acting_as_system(raison="test"):
        revue = RevueSeparation(
            **{
                "separation": separation,
                "fratrie_id": separation.fratrie_id,
                "tenue_le": tenue_le or aujourdhui(),
                "suite": SuiteRevue.MAINTIEN,
                "constat": "Ils se voient tous les samedis.",
                **champs,
            }
        )
        revue.save()
        return revue


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
            jour=jour or aujourdhui(),
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


def creer_allergie(enfant: Enfant, substance: str = "arachide", **champs: object) -> Allergie:
    with acting_as_system(raison="test"):
        allergie = Allergie(enfant=enfant, substance=substance, **champs)
        allergie.save()
        return allergie


def creer_traitement(
    enfant: Enfant, nom: str = "Amoxicilline", *moments: Moment, debut: date | None = None, **champs: object
) -> Traitement:
    with acting_as_system(raison="test"):
        traitement = Traitement(
            enfant=enfant,
            nom=nom,
            dose=champs.pop("dose", "1 comprimé"),
            moments=list(moments or [Moment.MATIN, Moment.SOIR]),
            debut=debut or aujourdhui() - timedelta(days=5),
            prescripteur=champs.pop("prescripteur", "Dr Morel"),
            **champs,
        )
        traitement.save()
        return traitement


def creer_prise(
    traitement: Traitement,
    auteur: Utilisateur,
    moment: Moment = Moment.MATIN,
    *,
    jour: date | None = None,
    saisie_le: datetime | None = None,
    **champs: object,
) -> Prise:
    with acting_as_system(raison="test"):
        prise = Prise(
            traitement=traitement,
            enfant_id=traitement.enfant_id,
            jour=jour or jour_de_soiree(),
            moment=moment,
            etat=champs.pop("etat", EtatPrise.DONNEE),
            quoi=f"{traitement.nom}, {traitement.dose}",
            auteur=auteur,
            saisie_le=saisie_le or timezone.now(),
            **champs,
        )
        prise.save()
        return prise


def creer_rendez_vous(
    enfant: Enfant, objet: str = "Orthodontiste", *, le: datetime | None = None
) -> RendezVous:
    with acting_as_system(raison="test"):
        rendez_vous = RendezVous(enfant=enfant, objet=objet, le=le or timezone.now() + timedelta(hours=20))
        rendez_vous.save()
        return rendez_vous


def creer_note_medicale(
    enfant: Enfant, auteur: Utilisateur, texte: str = "Otite droite, traitée.", *, secret: bool = False
) -> NoteMedicale:
    with acting_as_system(raison="test"):
        note = NoteMedicale(
            enfant=enfant,
            nature=NatureNoteMedicale.CONSULTATION,
            jour=aujourdhui(),
            texte=texte,
            secret=secret,
            auteur=auteur,
            ecrite_le=timezone.now(),
        )
        note.save()
        return note


def creer_vaccination(
    enfant: Enfant, auteur: Utilisateur, *valences: str, jour: date | None = None, **champs: object
) -> Vaccination:
    with acting_as_system(raison="test"):
        vaccination = Vaccination(
            enfant=enfant,
            valences=list(valences or ["dtp"]),
            jour=jour or aujourdhui() - timedelta(days=400),
            auteur=auteur,
            saisie_le=timezone.now(),
            **champs,
        )
        vaccination.save()
        return vaccination


def perdre_la_cle(sujet: UUID) -> None:
    """Make what is sealed for one subject unreadable, as after a destruction."""
    with acting_as_system(raison="test"):
        CleSujet.objects.filter(pk=sujet).update(cle_enveloppee=None, detruite_le=timezone.now())


# --- admission to departure -----------------------------------------------------------


def creer_preparation(village: Village, auteur: Utilisateur, **contenu: object) -> PreparationAdmission:
    with acting_as_system(raison="test"):
        preparation = PreparationAdmission(
            village=village,
            auteur=auteur,
            contenu={"prenom": "Tom", "nom": "Petit", "date_naissance": "2018-03-02", "sexe": "garcon"}
            | contenu,
        )
        creer_cle(preparation.pk, NatureSujet.ACCUEIL)
        preparation.save()
        return preparation


def creer_admission(enfant: Enfant, **champs: object) -> Admission:
    """Open the admission of a child's only stay."""
    with acting_as_system(raison="test"):
        admission = Admission(enfant=enfant, sejour=Sejour.objects.get(enfant=enfant), **champs)
        admission.save()
        return admission


def creer_remise(enfant: Enfant, auteur: Utilisateur, **champs: object) -> Remise:
    with acting_as_system(raison="test"):
        remise = Remise(
            **{
                "enfant": enfant,
                "sejour": Sejour.objects.get(enfant=enfant),
                "lot": nouvel_id(),
                "piece": PieceRemise.LIVRET,
                "destinataire": Destinataire.ENFANT,
                "remise_le": aujourdhui(),
                "auteur": auteur,
                **champs,
            }
        )
        remise.save()
        return remise


def creer_depart(enfant: Enfant, fin: date | None = None, **champs: object) -> Depart:
    """Have the child's only stay end, tomorrow unless told otherwise; the register gets its line."""
    with acting_as_system(raison="test"):
        sejour = Sejour.objects.select_related("maison").get(enfant=enfant)
        sejour.fin = fin or aujourdhui() + timedelta(days=1)
        sejour.save()
        depart = Depart(
            **{
                "enfant": enfant,
                "sejour": sejour,
                "destination": Destination.FAMILLE,
                "precision": "chez sa mère, à Tours",
                "motif": "Mainlevée du placement.",
                **champs,
            }
        )
        depart.save()
        inscrire_reprise(acteur=None, sejours=[sejour], lieu="retour en famille")
        return depart


def creer_inscription(enfant: Enfant) -> MouvementRegistre:
    """Write the child's entry in the register."""
    with acting_as_system(raison="test"):
        inscrire_reprise(acteur=None, sejours=list(Sejour.objects.filter(enfant=enfant)), lieu="sa famille")
        return MouvementRegistre.objects.filter(enfant=enfant).order_by("numero")[0]


def creer_demande(village: Village, auteur: Utilisateur, **champs: object) -> DemandeAccueil:
    with acting_as_system(raison="test"):
        demande = DemandeAccueil(
            **{
                "village": village,
                "departement": "Indre-et-Loire",
                "recue_le": aujourdhui() - timedelta(days=3),
                "recue_par": auteur,
                "demandeur": "Mme Aubert, ASE, 02 00 00 00 00",
                "enfants": [
                    EnfantDemande(
                        ident=nouvel_id(),
                        prenom="Tom",
                        nom="Petit",
                        naissance=date(2018, 3, 2),
                        sexe="garcon",
                        besoins="Dort avec une veilleuse.",
                    ).as_json(),
                    EnfantDemande(ident=nouvel_id(), prenom="Zoé", annee=2021, sexe="fille").as_json(),
                ],
                "ou_ils_sont": "Une pouponnière et une famille d’accueil.",
                "situation": "Leur mère est hospitalisée.",
                **champs,
            }
        )
        creer_cle(demande.pk, NatureSujet.ACCUEIL)
        demande.save()
        return demande
