"""How pages and static files go over the wire: small, and static ones only once."""

from django.middleware.gzip import GZipMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Static files under names that change with their content, also where one of our scripts imports another.

    Whitenoise lets browsers keep such names for years, and hands them out in brotli or gzip. Scripts of
    packages are no modules to us: they may name what only a builder of bundles would find.
    """

    _, importing = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", importing))


class CompressedPages(GZipMiddleware):
    """Text compressed by gzip; a PDF, a picture or a workbook is compressed in itself.

    BREACH guesses a secret from the length of compressed pages, where one holds a secret beside words of
    the attacker. Here the session is in a cookie that scripts cannot read, and never in a page; the CSRF
    token is masked anew in every page; the key of a form is used once. Of the rest, Django pads every
    compressed answer by a random length (`max_random_bytes`), and cookies are SameSite=Lax, so that no other
    site's scripts make the browser ask for a page in somebody's name.
    """

    def process_response(self, request, response):
        is_text = response.headers.get("Content-Type", "").startswith("text/")
        return super().process_response(request, response) if is_text else response
