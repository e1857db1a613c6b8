"""Failed attempts are remembered by the accounts; those of the last minutes are not worth moving."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]

    operations = [migrations.DeleteModel("FailedSignIn")]
