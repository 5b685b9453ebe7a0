"""Papers of a child: never changed, each series in one file and one category."""

import django.db.models.deletion
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GEL = """
CREATE FUNCTION document_enfant_fige() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a filed paper is never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER document_enfant_fige BEFORE UPDATE OR DELETE ON enfants_documentenfant
FOR EACH ROW EXECUTE FUNCTION document_enfant_fige();

CREATE FUNCTION document_enfant_coherent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM documents_document d
                   WHERE d.id = NEW.fichier_id AND d.enfant_id = NEW.enfant_id AND d.categorie = NEW.categorie)
       OR (NEW.numero > 1 AND NOT EXISTS (
               SELECT 1 FROM enfants_documentenfant v
               WHERE v.serie = NEW.serie AND v.numero = NEW.numero - 1
                 AND v.enfant_id = NEW.enfant_id AND v.categorie = NEW.categorie)) THEN
        RAISE EXCEPTION 'a paper stays in one file and one category' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER document_enfant_coherent BEFORE INSERT ON enfants_documentenfant
FOR EACH ROW EXECUTE FUNCTION document_enfant_coherent();
"""

DEGEL = """
DROP TRIGGER document_enfant_coherent ON enfants_documentenfant;
DROP FUNCTION document_enfant_coherent();
DROP TRIGGER document_enfant_fige ON enfants_documentenfant;
DROP FUNCTION document_enfant_fige();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_antivirus'),
        ('enfants', '0006_brouillon_correction'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentEnfant',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('categorie', models.CharField(choices=[('identite', 'identité'), ('scolarite', 'scolarité'), ('famille', 'famille'), ('justice_pieces', 'justice'), ('medical', 'médical'), ('soin_quotidien', 'soin quotidien'), ('projet', 'projet')], max_length=20, verbose_name='catégorie')),
                ('serie', models.UUIDField(verbose_name='série')),
                ('numero', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('titre', socle.chiffrement.fields.SealedTextField(max_length=150, verbose_name='titre')),
                ('date_document', models.DateField(blank=True, null=True, verbose_name='date du document')),
                ('depose_le', models.DateTimeField(verbose_name='déposé le')),
                ('auteur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='déposé par')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='enfants.enfant', verbose_name='enfant')),
                ('fichier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='fichier')),
            ],
            options={
                'verbose_name': 'document d’un enfant',
                'verbose_name_plural': 'documents d’un enfant',
                'default_permissions': (),
                'indexes': [models.Index(fields=['enfant', '-depose_le'], name='document_par_enfant')],
                'constraints': [models.UniqueConstraint(fields=('serie', 'numero'), name='document_numero_unique'), models.CheckConstraint(condition=models.Q(('numero__gte', 1)), name='document_numero_positif'), models.CheckConstraint(condition=models.Q(('categorie__in', ['identite', 'scolarite', 'famille', 'justice_pieces', 'medical', 'soin_quotidien', 'projet'])), name='document_categorie_connue')],
            },
        ),
        migrations.RunSQL(GEL, DEGEL),
        activer_rls("enfants_documentenfant", Mur.PAR_ENFANT),
    ]
