"""Acts on a child's life book: a moment written with the child, corrected, taken out."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from enfants import mentions
from enfants.enums import CategorieDocument
from enfants.models import Enfant, MomentHistoire, PropositionMoment
from enfants.selectors.histoire import enfants_sans_accord, noms_a_taire
from enfants.services.documents import deposer_document
from enfants.services.propositions import AVIS_PROPOSITION, ECRIT
from enfants.services.versions import refuse_stale
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.notifications.services import retirer
from socle.outils.dates import aujourdhui

_TEXTES = ("titre", "texte", "paroles", "legende")


@transaction.atomic
def ecrire_moment(
    *,
    acteur: Utilisateur,
    moment: MomentHistoire,
    version_lue: int,
    fichier: UploadedFile | None = None,
    proposition: PropositionMoment | None = None,
) -> MomentHistoire:
    """Write a moment chosen with the child, or correct it; former words stay in the versions.

    Names of other children of the house become mentions. A photo is filed with the child's papers,
    without what telephones write in it, and only when everybody on it agrees to an album (Code civil,
    art. 9 and 372-1, certainty M). ``proposition`` is what the child proposed, when the moment is that
    one. Raises PermissionDenied, ValidationError on a day to come, a photo somebody did not agree to, a
    moment taken out, a proposal taken back or already written, or a stale version; RefusedDocumentError.
    """
    ensure(acteur, ECRIT, moment)
    enfant = Enfant.objects.select_for_update(no_key=True).get(pk=moment.enfant_id)
    known = MomentHistoire.objects.filter(pk=moment.pk).first()
    refuse_stale(known.version if known else None, version_lue)
    if known is not None and known.retire_le is not None:
        raise ValidationError("Ce moment a été retiré de son histoire.")
    if proposition is not None:
        proposition = _waiting(acteur, proposition)
    _check_days(moment)
    if fichier is not None or moment.photo_id is not None:
        _check_photo(acteur, moment)
    else:
        moment.legende, moment.visibles = "", []
    names = noms_a_taire(acteur, enfant)
    for nom in _TEXTES:
        setattr(moment, nom, mentions.poser(str(getattr(moment, nom)), names))
    if known is None:
        moment.auteur = acteur
    if fichier is not None:
        moment.photo = deposer_document(
            acteur=acteur,
            enfant=enfant,
            ident=moment.pk,
            categorie=CategorieDocument.PROJET,
            titre="Photo de son histoire",
            date_document=moment.jour,
            fichier=fichier,
        )
    moment.version = version_lue + 1
    _save(moment, "histoire.moment")
    if proposition is not None:
        proposition.moment = moment
        proposition.save(update_fields=["moment"])
        # It waits for nobody any more.
        retirer(code=AVIS_PROPOSITION, objet=proposition.pk)
    return moment


@transaction.atomic
def retirer_moment(*, acteur: Utilisateur, moment: MomentHistoire) -> MomentHistoire:
    """Take a moment out of the book because the child asks; it stays in the versions, nowhere else."""
    ensure(acteur, ECRIT, moment)
    moment = MomentHistoire.objects.select_for_update(no_key=True).get(pk=moment.pk)
    if moment.retire_le is None:
        moment.retire_le = aujourdhui()
        moment.version += 1
        _save(moment, "histoire.retrait")
    return moment


def _waiting(acteur: Utilisateur, proposition: PropositionMoment) -> PropositionMoment:
    ensure(acteur, ECRIT, proposition)
    rows = PropositionMoment.objects.select_for_update(no_key=True).waiting()
    found = rows.filter(pk=proposition.pk).first()
    if found is None:
        raise ValidationError("Cette proposition est déjà dans son histoire, ou l’enfant l’a reprise.")
    return found


def _check_days(moment: MomentHistoire) -> None:
    today = aujourdhui()
    if moment.jour > today:
        raise ValidationError({"jour": "Cette date est dans le futur."})
    if moment.choisi_le > today:
        raise ValidationError({"choisi_le": "Cette date est dans le futur."})
    if moment.choisi_le < moment.jour:
        raise ValidationError({"choisi_le": "On choisit un moment une fois qu’il a été vécu."})


def _check_photo(acteur: Utilisateur, moment: MomentHistoire) -> None:
    if not moment.legende:
        raise ValidationError({"legende": "Dites ce qu’on voit : un jour, quelqu’un l’écoutera peut-être."})
    missing = enfants_sans_accord(acteur, moment.visibles)
    if missing:
        raise ValidationError(
            {"visibles": f"Pas d’accord « album » pour {', '.join(missing)}. Voyez « Droit à l’image »."}
        )


def _save(moment: MomentHistoire, code: str) -> None:
    moment.full_clean()
    moment.save()
    record(code, objets=[moment.pk], enfants=[moment.enfant_id], type_objet="enfants.MomentHistoire")
