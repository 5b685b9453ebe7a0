"""A change of place in an emergency, and the insurance fund an accident at work is declared to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('protection', '0009_suivi_perimetre'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ecrittransmis',
            name='destinataire',
            field=models.CharField(choices=[('samu', 'le 15 (SAMU)'), ('police', 'le 17 (police, gendarmerie)'), ('pompiers', 'le 18 (pompiers)'), ('allo_119', 'le 119'), ('crip', 'la CRIP'), ('procureur', 'le procureur'), ('departement', 'le Département qui autorise'), ('departement_origine', 'le Département d’origine de l’enfant'), ('ase', 'l’ASE'), ('juge', 'le juge des enfants'), ('parents', 'les parents'), ('siege', 'le siège'), ('cnil', 'la CNIL'), ('caisse', 'la caisse d’assurance maladie')], max_length=24, verbose_name='destinataire'),
        ),
        migrations.AlterField(
            model_name='historicalqualification',
            name='regime',
            field=models.CharField(choices=[('eig', 'événement indésirable grave'), ('ip', 'information préoccupante'), ('signalement', 'signalement au procureur'), ('note_ase', 'note à l’ASE'), ('note_juge', 'note au juge'), ('plainte', 'plainte'), ('accident', 'accident'), ('sauvegarde', 'protection interne'), ('personnel', 'question de personnel'), ('violation', 'violation de données'), ('lieu', 'changement de lieu en urgence')], max_length=12, verbose_name='régime'),
        ),
        migrations.AlterField(
            model_name='historicaltransmission',
            name='destinataire',
            field=models.CharField(choices=[('samu', 'le 15 (SAMU)'), ('police', 'le 17 (police, gendarmerie)'), ('pompiers', 'le 18 (pompiers)'), ('allo_119', 'le 119'), ('crip', 'la CRIP'), ('procureur', 'le procureur'), ('departement', 'le Département qui autorise'), ('departement_origine', 'le Département d’origine de l’enfant'), ('ase', 'l’ASE'), ('juge', 'le juge des enfants'), ('parents', 'les parents'), ('siege', 'le siège'), ('cnil', 'la CNIL'), ('caisse', 'la caisse d’assurance maladie')], max_length=24, verbose_name='destinataire'),
        ),
        migrations.AlterField(
            model_name='qualification',
            name='regime',
            field=models.CharField(choices=[('eig', 'événement indésirable grave'), ('ip', 'information préoccupante'), ('signalement', 'signalement au procureur'), ('note_ase', 'note à l’ASE'), ('note_juge', 'note au juge'), ('plainte', 'plainte'), ('accident', 'accident'), ('sauvegarde', 'protection interne'), ('personnel', 'question de personnel'), ('violation', 'violation de données'), ('lieu', 'changement de lieu en urgence')], max_length=12, verbose_name='régime'),
        ),
        migrations.AlterField(
            model_name='transmission',
            name='destinataire',
            field=models.CharField(choices=[('samu', 'le 15 (SAMU)'), ('police', 'le 17 (police, gendarmerie)'), ('pompiers', 'le 18 (pompiers)'), ('allo_119', 'le 119'), ('crip', 'la CRIP'), ('procureur', 'le procureur'), ('departement', 'le Département qui autorise'), ('departement_origine', 'le Département d’origine de l’enfant'), ('ase', 'l’ASE'), ('juge', 'le juge des enfants'), ('parents', 'les parents'), ('siege', 'le siège'), ('cnil', 'la CNIL'), ('caisse', 'la caisse d’assurance maladie')], max_length=24, verbose_name='destinataire'),
        ),
    ]
