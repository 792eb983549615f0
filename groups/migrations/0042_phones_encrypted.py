from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Cast

from ksm.keys import Unreadable


def encrypt_phones(apps, schema_editor):
    """As carefully as NIK: what no key opens was written plain, and is written anew."""
    members = apps.get_model("groups", "Member").objects
    for member in members.exclude(phone="").only("phone").iterator():
        if isinstance(member.phone, Unreadable):
            members.filter(pk=member.pk).update(phone=member.phone.ciphertext)


def decrypt_phones(apps, schema_editor):
    members = apps.get_model("groups", "Member").objects
    for member in members.exclude(phone="").only("phone").iterator():
        plain = Cast(Value(str(member.phone)), models.TextField())
        members.filter(pk=member.pk).update(phone=plain)


class Migration(migrations.Migration):
    dependencies = [("groups", "0041_personal_data")]

    operations = [migrations.RunPython(encrypt_phones, decrypt_phones)]
