"""One full session by smtplib: EHLO, AUTH LOGIN, MAIL, RCPT, DATA of 1 kB, QUIT."""

import smtplib
import sys

HEAD = "From: alice@example.test\r\nTo: bob@example.test\r\nSubject: x\r\n\r\n"

server = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), local_hostname="client.example.test")
server.ehlo()
server.user, server.password = "alice", "secret"
server.auth("LOGIN", server.auth_login)
server.sendmail("alice@example.test", ["bob@example.test"], HEAD + ("y" * 70 + "\r\n") * 13)
server.quit()
