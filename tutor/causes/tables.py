"""All texts, in the order in which they are tried: the more exact a theme, the earlier."""

from tutor.causes import (
    texts_chinese,
    texts_command,
    texts_content,
    texts_host,
    texts_login,
    texts_loose,
    texts_maildrop,
    texts_netease,
    texts_recipient,
    texts_secure,
    texts_sender,
    texts_server,
    texts_wire,
)

EXACT = (
    texts_chinese.CHINESE,
    texts_netease.MARKS,
    texts_login.ALTERNATIVES,
    texts_wire.LINES,
    texts_sender.PROOF,
    texts_login.SECOND_SECRET,
    texts_secure.TLS,
    texts_secure.BASE64,
    texts_maildrop.MAILDROP,
    texts_host.HELLO,
    texts_recipient.RELAY,
    texts_login.BROWSER,
    texts_login.SWITCHES,
    texts_login.REFUSALS,
    texts_sender.HEADER,
    texts_sender.LOGIN,
    texts_login.WANTED,
    texts_host.ORIGIN,
    texts_command.SPELLING,
    texts_recipient.PLACE,
    texts_content.SIZE,
    texts_content.UNWANTED,
    texts_wire.SILENCE,
    texts_command.ORDER,
    texts_command.NAMES,
    texts_sender.ADDRESS,
    texts_recipient.MAILBOX,
    texts_command.FORM,
)
"""Rules that know a wording."""

LATE = (
    texts_loose.LOOSE,
    texts_server.TROUBLE,
    texts_loose.LAST,
)
"""Rules that know single words, and what a text says in general."""

TABLES = EXACT + LATE
