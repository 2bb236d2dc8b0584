"""First names: gender, vocative, polite greeting."""

from .name_days import find_name_day, normalise_name

VOWELS = "aeiouyąęó"

MALE_ON_A = {
    "barnaba",
    "bonawentura",
    "jarema",
    "jona",
    "jozue",
    "juda",
    "kosma",
    "kuba",
    "luka",
    "nikita",
    "sasza",
    "saba",
    "zawisza",
    "dyzma",
    "batiuszka",
    "ilia",
    "mykola",
    "mykoła",
}
FEMALE_NOT_ON_A = {
    "abigail",
    "alice",
    "beatrice",
    "beatrycze",
    "carmen",
    "chloe",
    "dolores",
    "elizabeth",
    "ester",
    "ines",
    "inez",
    "isabel",
    "karmen",
    "margaret",
    "megan",
    "mercedes",
    "miriam",
    "nel",
    "nell",
    "nelly",
    "nicol",
    "nicole",
    "nikol",
    "noemi",
    "rachel",
    "rut",
    "salome",
    "sarah",
    "vivien",
    "zoe",
}

# Soft diminutives on -la, -nia and the like; full names on them take -o.
FEMALE_SOFT = {
    "ala",
    "ania",
    "bronia",
    "ela",
    "frania",
    "gienia",
    "hania",
    "hela",
    "jola",
    "lola",
    "lonia",
    "mania",
    "ola",
    "renia",
    "tola",
    "tonia",
    "ula",
    "wania",
}
SOFT_ENDINGS = ("sia", "cia", "zia")

MALE_EXCEPTIONS = {
    "alex": "Alexie",
    "felix": "Felixie",
    "lew": "Lwie",
    "max": "Maxie",
}
# Longest first; the end of the name is replaced.
MALE_ENDINGS = (
    ("ander", "andrze"),
    ("ester", "estrze"),
    ("acper", "acprze"),
    ("asper", "asprze"),
    ("eł", "le"),
    ("ek", "ku"),
    ("ch", "chu"),
    ("sz", "szu"),
    ("cz", "czu"),
    ("rz", "rzu"),
    ("st", "ście"),
    ("ł", "le"),
    ("r", "rze"),
    ("t", "cie"),
    ("d", "dzie"),
    ("ś", "siu"),
    ("ć", "ciu"),
    ("ń", "niu"),
    ("ź", "ziu"),
    ("a", "o"),
)
MALE_PLUS_IE = "bfmnpsvwz"
MALE_PLUS_U = "cghjklż"


def get_first_name(name: str | None) -> str:
    """Return the first word of a person's name, without titles on its front."""
    words = (name or "").replace(",", " ").split()
    words = [word for word in words if not word.endswith(".")]
    titles = {"pan", "pani", "prof", "dr", "mgr", "inż", "ks", "mec"}
    while words and words[0].casefold() in titles:
        words.pop(0)
    return words[0] if words else ""


def guess_gender(first_name: str) -> str | None:
    """Return "m", "f", or None for what does not look like a first name."""
    first = first_name.partition("-")[0].casefold()
    if not first or not first.isalpha():
        return None
    if first in MALE_ON_A:
        return "m"
    if first in FEMALE_NOT_ON_A:
        return "f"
    known = find_name_day(first, diminutives=False)
    if known and normalise_name(known.name) == normalise_name(first):
        return known.gender
    return "f" if first.endswith("a") else "m"


def get_vocative(first_name: str, gender: str | None = None) -> str:
    """Return the form for addressing: Tomasz - Tomaszu, Anna - Anno."""
    parts = first_name.split("-")
    if len(parts) > 1:
        return "-".join(get_vocative(part, gender) for part in parts)
    gender = gender or guess_gender(first_name)
    if not gender or len(first_name) < 2:
        return first_name
    key = first_name.casefold()
    ending = _get_female_vocative if gender == "f" else _get_male_vocative
    return _copy_case(first_name, ending(key))


def _get_female_vocative(key: str) -> str:
    if not key.endswith("a"):
        return key
    if key in FEMALE_SOFT or key.endswith(SOFT_ENDINGS):
        return key[:-1] + "u"
    return key[:-1] + "o"


def _get_male_vocative(key: str) -> str:
    if key in MALE_EXCEPTIONS:
        return MALE_EXCEPTIONS[key].lower()
    for ending, new in MALE_ENDINGS:
        if key.endswith(ending):
            return key[: -len(ending)] + new
    if key[-1] in MALE_PLUS_IE:
        return key + "ie"
    return key + "u" if key[-1] in MALE_PLUS_U else key


def _copy_case(pattern: str, text: str) -> str:
    if pattern.isupper() and len(pattern) > 1:
        return text.upper()
    return text[:1].upper() + text[1:] if pattern[:1].isupper() else text


def get_greeting(first_name: str | None, gender: str | None = None) -> str:
    """Greet politely: "Szanowny Panie Tomaszu"; without a name "Szanowni Państwo"."""
    first_name = first_name or ""
    gender = gender or guess_gender(first_name)
    if not gender:
        return "Szanowni Państwo"
    title = "Szanowna Pani" if gender == "f" else "Szanowny Panie"
    return f"{title} {get_vocative(first_name, gender)}".strip()
