"""The two walks, step by step, with the replies that 163 gave in public (study/providers.md)."""

_SIZES = """
6488 16067 88116 34166 39133 43443 3747 42304 2366 2100 85673 3337 12782 90477 10484 21241 81829
1591 3132 2033 1626 1601 3120 85708 1626 2143 97037 16652 16708 85513 4788181 5839338 23664 8468
1593
"""

LISTING = "\n".join(f"S: {number} {size}" for number, size in enumerate(_SIZES.split(), 1))

GREETING = (
    "S: +OK Welcome to coremail Mail Pop3 Server (163coms[b62aaa251425b4be4eaec4ab4744cf47s])"
)

SMTP = {
    "connect": """
        > telnet smtp.163.com 25
        S: 220 163.com Anti-spam GT for Coremail System (163com[20141201])""",
    "ehlo": """
        C: ehlo 163.com
        S: 250-mail
        S: 250-AUTH LOGIN PLAIN
        S: 250-AUTH=LOGIN PLAIN
        S: 250-STARTTLS
        S: 250 8BITMIME""",
    "auth-login": """
        C: auth login
        S: 334 dXNlcm5hbWU6""",
    "user-name": """
        C: YWxpY2VAMTYzLmNvbQ==
        S: 334 UGFzc3dvcmQ6""",
    "code": """
        C: U0hPVVFVQU5NQTE2Mw==
        S: 235 Authentication successful""",
    "mail-from": """
        C: mail from:<alice@163.com>
        S: 250 Mail OK""",
    "rcpt-to": """
        C: rcpt to:<bob@163.com>
        S: 250 Mail OK""",
    "data": """
        C: data
        S: 354 End data with <CR><LF>.<CR><LF>""",
    "letter": """
        C: from:<alice@163.com>
        C: to:<bob@163.com>
        C: cc:<carol@163.com>
        C: bcc:<dave@example.com>
        C: subject:This is a test email. Ignore it
        C:
        C: This is the HTML message body <b>in bold bold bold!</b>
        C:
        C: .
        S: 250 Mail OK queued as smtp1,EXAMPLEwABH0--.35243S2 1510380604""",
    "quit": """
        C: quit
        S: 221 Bye
        ! server""",
}

_LOGIN = f"""
        > telnet pop3.163.com 110
        {GREETING}
        C: user alice@163.com
        S: +OK core mail
        C: pass SHOUQUANMA163
        S: +OK 34 message(s) [11561894 byte(s)]"""

POP3 = {
    "connect": f"""
        > telnet pop3.163.com 110
        {GREETING}""",
    "user": """
        C: user alice@163.com
        S: +OK core mail""",
    "pass": """
        C: pass SHOUQUANMA163
        S: +OK 35 message(s) [11563487 byte(s)]""",
    "stat": """
        C: stat
        S: +OK 35 11563487""",
    "list": f"""
        C: list
        S: +OK 35 11563487
        {LISTING}
        S: .""",
    "retr": """
        C: retr 35
        S: +OK 1593 octets
        S: Subject: =?gbk?B?19S2r7vYuLQ6aGVsbG8gd29ybGQ=?=
        S: Content-Type: text/html; charset="gbk"
        S: Content-Transfer-Encoding: base64
        S:
        S: xPq1xNPKvP7O0tLRvq3K1bW9wcujrNC70LujoQ==
        S: .""",
    "dele": """
        C: dele 35
        S: +OK core mail""",
    "gone": """
        C: stat
        S: +OK 34 11561894""",
    "rset": """
        C: rset
        S: +OK core mail""",
    "noop": """
        C: noop
        S: +OK core mail""",
    "mark": """
        C: dele 35
        S: +OK core mail""",
    "quit": """
        C: quit
        S: +OK core mail
        ! server""",
    "look-again": _LOGIN,
    "thirty-four": """
        C: stat
        S: +OK 34 11561894""",
    "mark-another": """
        C: dele 1
        S: +OK core mail""",
    "cut": """
        ! client""",
    "after-the-cut": _LOGIN,
    "still-there": """
        C: list 1
        S: +OK 1 6488""",
    "goodbye": """
        C: quit
        S: +OK core mail
        ! server""",
}
