"""The least rights with which the product works on PostgreSQL: trails are added to, never changed.

Migrations, `anonymise`, `carry_out_withdrawals`, `rotate_data_key` and `restore` run as the owner of tables.
"""

from collections.abc import Callable

from django.apps import apps
from django.db.models import Model

from groups.models import (
    Consent,
    ConsentEffect,
    Export,
    ExportPlace,
    ForeignDecision,
    NikDisclosure,
    PaperPrint,
)

# Rows of acts beside the histories: nothing in the product changes or deletes one.
ACTS: tuple[type[Model], ...] = (
    Consent,
    ConsentEffect,
    Export,
    ExportPlace,
    ForeignDecision,
    NikDisclosure,
    PaperPrint,
)
READ_ONLY = ("django_migrations",)


def trail_tables() -> list[str]:
    """The tables that only grow."""
    histories = [model for model in apps.get_models() if hasattr(model, "history_type")]
    return sorted(model._meta.db_table for model in (*histories, *ACTS))


def least_rights(role: str, quote: Callable[[str], str]) -> list[str]:
    """Statements that give a role what web process and worker need in the schema `public`, and no more."""
    who = quote(role)
    grown = ", ".join(quote(table) for table in trail_tables())
    fixed = ", ".join(quote(table) for table in READ_ONLY)
    return [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA public FROM {who}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {who}",
        f"GRANT USAGE ON SCHEMA public TO {who}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {who}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {who}",
        f"REVOKE UPDATE, DELETE ON {grown} FROM {who}",
        f"REVOKE INSERT, UPDATE, DELETE ON {fixed} FROM {who}",
    ]
