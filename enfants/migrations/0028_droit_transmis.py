"""A right of its own for what was transmitted to the ASE, granted on one child."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('enfants', '0027_numero_de_dossier'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='enfant',
            options={'default_permissions': (), 'permissions': [('lire_famille', 'lire : famille'), ('ecrire_famille', 'ecrire : famille'), ('lire_identite', 'lire : identite'), ('ecrire_identite', 'ecrire : identite'), ('lire_incident', 'lire : incident'), ('ecrire_incident', 'ecrire : incident'), ('lire_journal', 'lire : journal'), ('ecrire_journal', 'ecrire : journal'), ('lire_justice_extrait', 'lire : justice_extrait'), ('ecrire_justice_extrait', 'ecrire : justice_extrait'), ('lire_justice_pieces', 'lire : justice_pieces'), ('ecrire_justice_pieces', 'ecrire : justice_pieces'), ('lire_medical', 'lire : medical'), ('ecrire_medical', 'ecrire : medical'), ('lire_parole', 'lire : parole'), ('ecrire_parole', 'ecrire : parole'), ('lire_projet', 'lire : projet'), ('ecrire_projet', 'ecrire : projet'), ('lire_psy', 'lire : psy'), ('ecrire_psy', 'ecrire : psy'), ('lire_scolarite', 'lire : scolarite'), ('ecrire_scolarite', 'ecrire : scolarite'), ('lire_soin_quotidien', 'lire : soin_quotidien'), ('ecrire_soin_quotidien', 'ecrire : soin_quotidien'), ('lire_incident_transmis', 'lire : ce qui a été transmis d’un incident')], 'verbose_name': 'enfant', 'verbose_name_plural': 'enfants'},
        ),
    ]
