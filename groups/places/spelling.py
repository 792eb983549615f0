"""How the names of the official list are written out: it shortens some of them, and glues others together.

Words are replaced where there is no doubt what they stand for. Single letters ("Simpang S. Rengas") are left
as the list has them, and so are acronyms (UPT, PJKA): docs/packages.md.
"""

import re

# The list writes provinces and cities in capitals; these words stay so or change in their own way.
CAPITALS = {
    "KAB.": "Kabupaten",
    "KAB": "Kabupaten",
    "KEP.": "Kepulauan",
    "ADM.": "Administrasi",
    "DKI": "DKI",
    "DAN": "dan",
}
# Shortened words of kecamatan, kelurahan and desa; a dot may be glued to what follows.
SHORT_WORDS = {
    "Kep": "Kepulauan",
    "Perk": "Perkebunan",
    "Mns": "Meunasah",
    "Meuna": "Meunasah",
    "Kp": "Kampung",
    "Gn": "Gunung",
    "Tj": "Tanjung",
    "Lbk": "Lubuk",
    "Sei": "Sei",
    "Tgk": "Teungku",
    "Afd": "Afdeling",
    "AFD": "Afdeling",
    "Ps": "Pasar",
    "Pd": "Padang",
    "Dsn": "Dusun",
    "Btg": "Batang",
    "Tgh": "Tengah",
    "Mesj": "Mesjid",
}
_SHORT = re.compile(rf"\b({'|'.join(SHORT_WORDS)})\.\s*")
# Names as their own governments write them, by how the list has them after the words above.
WHOLE_NAMES = {
    "Kabupaten Ogan Komering Ulutimur": "Kabupaten Ogan Komering Ulu Timur",
    "Kabupaten Ogan Komering Uluselatan": "Kabupaten Ogan Komering Ulu Selatan",
    "Kabupaten Penukal Abab Lematangilir": "Kabupaten Penukal Abab Lematang Ilir",
    "Kabupaten Bolaang Mongondowutara": "Kabupaten Bolaang Mongondow Utara",
    "Kabupaten Bolaang Mongondowtimur": "Kabupaten Bolaang Mongondow Timur",
    "Kabupaten Bolaang Mongondowselatan": "Kabupaten Bolaang Mongondow Selatan",
    "Kabupaten Kepulauan Siau Tagulandangbiaro": "Kabupaten Kepulauan Siau Tagulandang Biaro",
    "T. Jambo Aye": "Tanah Jambo Aye",
    "Mandiangin K. Selayan": "Mandiangin Koto Selayan",
    "BTS. Ulu": "Bulang Tengah Suku Ulu",
    "Bl. Limbangan": "Blubur Limbangan",
    "WT. Sidenreng": "Watang Sidenreng",
    "WT. Bacukiki": "Watang Bacukiki",
}


def spelled_city(name: str) -> str:
    """A province, kota or kabupaten of the list ("KAB TIMOR TENGAH SELATAN") as people write it."""
    words = (CAPITALS.get(word.upper(), word.title()) for word in name.split())
    written = " ".join(words)
    return WHOLE_NAMES.get(written, written)


def spelled_village(name: str) -> str:
    """A kecamatan, kelurahan or desa of the list ("Gn. Bintang Awai") with its words written out."""
    return WHOLE_NAMES.get(name) or " ".join(_SHORT.sub(_written_out, name).split())


def _written_out(found: re.Match) -> str:
    return f"{SHORT_WORDS[found[1]]} "
