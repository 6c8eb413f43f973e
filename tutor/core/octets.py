"""Octets that nobody labelled, as text: the one rule for what servers and old mailers send.

RFC 5321 4.2 wants ASCII and RFC 6531 UTF-8, but Chinese servers say GBK as they always did. Where a
charset is declared (in a message), it is not this file's business.
"""


def decode(data: bytes) -> tuple[str, str]:
    r"""The text, and the charset it was read in: "utf-8", "gb18030" or "unknown-8bit" (RFC 1428).

    Nearly any pair of octets is some character in GB18030, so that reading is believed only when it
    gives common characters (those of GB 2312) alone. Otherwise what is no UTF-8 is shown as \xNN.
    """
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
        text.encode("gb2312")
    except UnicodeError:
        return data.decode("utf-8", "backslashreplace"), "unknown-8bit"
    return text, "gb18030"
