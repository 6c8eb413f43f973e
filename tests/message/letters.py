"""The two mails of the walkthrough: one typed, one fetched (its number 35)."""

TYPED = """\
from:<za*****en@163.com>
to:<fe*****ng@163.com>
cc:<erdo*****ong@163.com>
bcc:<51****521@qq.com>
subject:This is a test email. Ignore it

This is the HTML message body <b>in bold bold bold!</b>

"""

FETCHED = """\
Received: from qq.com (unknown [113.96.223.68])
        by mx40 (Coremail) with SMTP id WsCowAAH4Dv04MRekurPAA--.17594S3;
        Wed, 20 May 2020 15:49:08 +0800 (CST)
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=qq.com; s=s201512;
        t=1589960948; bh=Rg9Ilk6oCZAHksj409f6LHX6GuP72cTqrNUPvlZJqnM=;
        h=From:To:Subject:Mime-Version:Date:Message-ID;
        b=rtqnxFIs3rmz4zLMErF3Q1rjULVsgBujmpY/wzoFYYa8OKTbr4yg4oN3qP8WC0NPW
         MIPQYWPXfZ99rbe9aEWLam7D4CB+qzTuS9LY/x2D7TizGrRcjsvrwJ0xKhkCXocx2G
         GBqd7+3iRQhZQiF0SLDvr81rqZkvfDuIIh73WzEs=
From: "=?gb18030?B?Y2hlbnphb2Zlbmc=?=" <51****521@qq.com>
To: za*****en@163.com
Subject: =?gbk?B?19S2r7vYuLQ6aGVsbG8gd29ybGQ=?=
Mime-Version: 1.0
Content-Type: text/html;
        charset="gbk"
Content-Transfer-Encoding: base64
Date: Wed, 20 May 2020 15:49:07 +0800
Message-ID: <tencent_2A0A7603148F38FD5B986F86@qq.com>
X-QQ-MIME: TCMime 1.0 by Tencent
X-Mailer: QQMail 2.x
X-QQ-Mailer: QQMail 2.x
X-QQ-HolidayReply: true
X-QQ-mid: bglocal204t1589960947t3211568
X-QQ-SENDSIZE: 520
Received: from qq.com (unknown [127.0.0.1])
        by smtp.qq.com (ESMTP) with SMTP
        id ; Wed, 20 May 2020 15:49:07 +0800 (CST)
Feedback-ID: bglocal:qq.com:bgspam:bgspam8
X-CM-TRANSID:WsCowAAH4Dv04MRekurPAA--.17594S3
Authentication-Results: mx40; spf=pass smtp.mail=51****521+auto_=zaofe
        ngchen=163.com@qq.com; dkim=pass header.i=@qq.com
X-Coremail-Antispam: 1Uf129KBjDUn29KB7ZKAUJUUUUU529EdanIXcx71UUUUU7v73
        VFW2AGmfu7bjvjm3AaLaJ3UbIYCTnIWIevJa73UjIFyTuYvjxUg7UUDUUUU
Sender: 51****521+auto_=za*****en=163.com@qq.com

xPq1xNPKvP7O0tLRvq3K1bW9wcujrNC70LujoQ==
"""
