"""Pieces of an incident, of the one being written and of the one sent, and the walls around them.

A file sealed for an incident is filed in that one, or nowhere: the key it is under cannot change, and no
row leads to it from another incident. Whoever writes the row is its author; what came with a declaration
has none.
"""

import django.db.models.deletion
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GARDES = """
CREATE FUNCTION piece_de_l_incident() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a piece never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT est_systeme() AND NEW.par_id IS DISTINCT FROM acteur() THEN
        RAISE EXCEPTION 'a piece is filed in one''s own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM documents_document d WHERE d.id = NEW.fichier_id
                   AND d.sujet_id = NEW.incident_id AND d.categorie = 'incident') THEN
        RAISE EXCEPTION 'this file is of another incident' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.transmission_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM protection_transmission t
        WHERE t.id = NEW.transmission_id AND t.incident_id = NEW.incident_id
    ) THEN
        RAISE EXCEPTION 'this transmission is of another incident' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER piece_de_l_incident BEFORE INSERT OR UPDATE ON protection_pieceincident
FOR EACH ROW EXECUTE FUNCTION piece_de_l_incident();

CREATE FUNCTION piece_du_brouillon() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a piece never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM protection_declarationencours b
                   WHERE b.id = NEW.brouillon_id AND b.auteur_id = NEW.auteur_id) THEN
        RAISE EXCEPTION 'this declaration is somebody else''s' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM documents_document d WHERE d.id = NEW.fichier_id
                   AND d.sujet_id = NEW.brouillon_id AND d.categorie = 'incident') THEN
        RAISE EXCEPTION 'this file is of another declaration' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER piece_du_brouillon BEFORE INSERT OR UPDATE ON protection_piecedeclaration
FOR EACH ROW EXECUTE FUNCTION piece_du_brouillon();
"""

LEVEE = """
DROP TRIGGER piece_du_brouillon ON protection_piecedeclaration;
DROP FUNCTION piece_du_brouillon();
DROP TRIGGER piece_de_l_incident ON protection_pieceincident;
DROP FUNCTION piece_de_l_incident();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_antivirus'),
        ('protection', '0006_piliers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='declarationencours',
            name='avertie_le',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='auteur averti le'),
        ),
        migrations.CreateModel(
            name='PieceDeclaration',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('nature', models.CharField(choices=[('photo', 'photo'), ('document', 'document'), ('courrier', 'courrier'), ('courriel', 'courriel'), ('accuse', 'accusé de réception'), ('recommande', 'lettre recommandée')], max_length=12, verbose_name='nature')),
                ('titre', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=150, verbose_name='titre')),
                ('ajoutee_le', models.DateTimeField(verbose_name='ajoutée le')),
                ('auteur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('brouillon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='protection.declarationencours', verbose_name='déclaration')),
                ('fichier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='fichier')),
            ],
            options={
                'verbose_name': 'pièce d’une déclaration en cours',
                'verbose_name_plural': 'pièces de déclarations en cours',
                'ordering': ['ajoutee_le', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PieceIncident',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('nature', models.CharField(choices=[('photo', 'photo'), ('document', 'document'), ('courrier', 'courrier'), ('courriel', 'courriel'), ('accuse', 'accusé de réception'), ('recommande', 'lettre recommandée')], max_length=12, verbose_name='nature')),
                ('titre', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=150, verbose_name='titre')),
                ('ajoutee_le', models.DateTimeField(verbose_name='ajoutée le')),
                ('declaree', models.BooleanField(default=False, verbose_name='jointe à la déclaration')),
                ('fichier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='fichier')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='protection.incident', verbose_name='incident')),
                ('par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('transmission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='preuves', to='protection.transmission', verbose_name='prouve')),
            ],
            options={
                'verbose_name': 'pièce d’un incident',
                'verbose_name_plural': 'pièces d’incidents',
                'ordering': ['ajoutee_le', 'id'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('declaree', True), ('par__isnull', True), ('transmission__isnull', True)), models.Q(('declaree', False), ('par__isnull', False)), _connector='OR'), name='piece_declaree_sans_auteur')],
            },
        ),
        activer_rls("protection_piecedeclaration", Mur.DEPOSANT),
        activer_rls("protection_pieceincident", Mur.PIECE_INCIDENT),
        migrations.RunSQL(GARDES, LEVEE),
    ]
