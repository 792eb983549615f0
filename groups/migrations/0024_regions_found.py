"""A key by which a region is found however its name is typed, and the names of the list written out."""

from django.db import migrations, models

from groups.models.places import search_key
from groups.places.spelling import spelled_city, spelled_village

BATCH = 5000


def write_out(apps, schema_editor):
    """Every stored name spelled as a new install has it. Copies on papers and frozen records stay."""
    Region = apps.get_model("groups", "Region")
    full_names, changed = {}, []
    rows = Region.objects.order_by("code").values_list("code", "name", "level", "parent", "full_name")
    for code, name, level, parent, old in rows.iterator(chunk_size=BATCH):
        spelled = spelled_city(name) if level <= 2 else spelled_village(name)
        title = old[: len(old) - len(old.removeprefix("Kec. ").removeprefix("Kel. ").removeprefix("Desa "))]
        title += "Adat " if old.startswith("Desa Adat ") and not name.startswith("Adat ") else ""
        above = f", {full_names[parent]}" if parent in full_names else ""
        full_names[code] = f"{title}{spelled}{above}"
        changed.append((spelled, full_names[code], search_key(full_names[code]), code))
    if changed:
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE groups_region SET name = %s, full_name = %s, search_key = %s WHERE code = %s", changed
            )


class Migration(migrations.Migration):
    dependencies = [("groups", "0023_questions_about_codes")]

    operations = [
        migrations.AddField(
            model_name="region",
            name="search_key",
            field=models.CharField(default="", editable=False, max_length=300),
        ),
        migrations.RunPython(write_out, migrations.RunPython.noop),
    ]
