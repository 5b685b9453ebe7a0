"""The correction being written of a note, behind the wall of its author."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import socle.chiffrement.fields
import socle.outils.identifiants
from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur


class Migration(migrations.Migration):
    dependencies = [
        ("enfants", "0005_jamais_soi"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BrouillonCorrection",
            fields=[
                ("id", models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ("version_lue", models.PositiveSmallIntegerField(verbose_name="version lue")),
                ("modifie_le", models.DateTimeField(verbose_name="modifié le")),
                ("contenu", socle.chiffrement.fields.SealedJSONField(verbose_name="contenu")),
                ("auteur", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="auteur")),
                ("enfant", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="enfants.enfant", verbose_name="enfant")),
                ("note", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="enfants.notejournal", verbose_name="note")),
            ],
            options={
                "verbose_name": "brouillon d’une correction",
                "verbose_name_plural": "brouillons d’une correction",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("auteur", "note"), name="brouillon_correction_unique"),
                    models.CheckConstraint(condition=Q(version_lue__gte=1), name="brouillon_version_lue_positive"),
                ],
            },
        ),
        activer_rls("enfants_brouilloncorrection", Mur.AUTEUR),
    ]
