"""How LINE counts characters: UTF-16 code units, and grapheme clusters for what stands on buttons.

Source: LINE Developers "Character counting in a text" (docs/messaging-api/text-character-count).
"""


def utf16_units(text: str) -> int:
    """Return the number of UTF-16 code units; an emoji or a rare kanji counts 2."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Return the number of user-perceived characters; a family emoji counts 1."""
    import regex  # imported here: only texts near a limit need segmentation

    return len(regex.findall(r"\X", text))
