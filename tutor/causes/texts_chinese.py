"""What a Chinese text says (QQ, 163, Coremail, Sina, Aliyun; GBK on the wire, decoded here)."""

from tutor.causes.rules import Rule

_NO = r"(?:不正确|不对|错误|有误|无效|失败|不匹配|不符|过期|拒绝)"
_SECRET = r"(?:密码|口令|授权码|用户名|帐号|账号|帐户|账户|验证码|密钥|凭证|凭据|身份)"
_LOGIN = r"(?:登录|登陆|登入|认证|验证|授权|鉴权)"
_TLS = r"(?:ssl|tls|加密|安全连接|安全链接)"
_NAME = r"(?:用户|收件人|收信人|邮箱|账号|帐号|账户|帐户|地址|域名)"

CHINESE = (
    Rule("header_mismatch", r"信头|邮件头|(?:from|发件人) ?(?:头|字段)", "dot|data|unasked"),
    Rule("syntax", r"不能为空|为空|缺少|无效的? ?(?:mail|rcpt) ?(?:from|to)? ?命令"),
    Rule("app_password_required", r"(?:应用|客户端|第三方|设备|专用)\S{0,6}密码"),
    Rule("sequence", r"请?先\S{0,6}用户"),
    Rule("server_error", r"(?:时|中)发生错误"),
    Rule(
        "need_tls",
        rf"(?:请|需|必须|要求|仅|只|使用|采用|启用|没有|未)\S{{0,12}} ?{_TLS}"
        rf"|{_TLS} ?\S{{0,12}}(?:方式|连接|登录|必须)",
    ),
    Rule(
        "blocked_login",
        r"(?:网页|浏览器|web)\S{0,14}(?:登录|登陆|验证|解锁|确认)|(?:异常|可疑|风险"
        r"|异地)\S{0,6}(?:登录|登陆|行为)?|(?:登录|登陆)\S{0,8}(?:网页|浏览器|异常)",
        "!dot !rcpt !mail",
    ),
    Rule(
        "rate_limited",
        r"(?:频率|频繁|频次|过快|并发|次数|数量|连接数|太多|过多|每天|每日|每小时"
        r"|发信量)\S{0,16}(?:限|超|过|多|稍后|高)|(?:过于|太)频繁|频率|频繁|(?:次数|数量)(?:过"
        r"|太)多|限流",
        "!dot",
    ),
    Rule(
        "rate_limited",
        r"频率|频繁|(?:数量|次数|上限)\S{0,8}(?:超|限)|超\S{0,6}(?:数量|次数)",
        "dot",
    ),
    Rule(
        "service_not_enabled",
        r"(?:没有|无|未|尚未|不)\S{0,8}(?:权限|开启|开通|启用|打开|授权使用"
        r"|允许)\S{0,6} ?(?:pop|smtp|imap|客户端|服务|功能)|(?:pop3?|smtp|imap|客户端|服务"
        r"|功能)\S{0,12} ?(?:没有|未|尚未|已)\S{0,4}(?:开启|开通|启用|打开|关闭|停用|禁用)"
        r"|没有权限\S{0,6} ?(?:pop|smtp|imap)|请\S{0,8}(?:开启|开通|打开)\S{0,6} ?(?:pop|smtp"
        r"|imap|服务)",
    ),
    Rule(
        "sender_mismatch",
        r"(?:发件人|发信人|发送人|发件地址|发信地址|mail from|from)\S{0,24} ?(?:不一致|不匹配"
        r"|不符|不同|不相同|必须|一致|相同|代发|冒用)|(?:不允许|禁止|无权)\S{0,6}代发",
    ),
    Rule(
        "auth_failed",
        rf"{_SECRET}\S{{0,14}}{_NO}|{_LOGIN}\S{{0,8}}{_NO}|{_NO}\S{{0,4}}{_SECRET}|请(?:使用"
        rf"|输入|用|检查)\S{{0,8}}(?:授权码|密码)",
        "!rcpt !dot",
    ),
    Rule("auth_failed", rf"{_NAME}\S{{0,8}}(?:不存在|未找到|找不到)|授权码", "login"),
    Rule("blocked_login", r"锁定|被锁|冻结|封禁|封停", "login"),
    Rule(
        "mailbox_disabled", r"禁用|停用|冻结|注销|停止使用|过期|欠费|锁定", "rcpt|login|other|mail"
    ),
    Rule(
        "relay_denied", r"中继|转发|非本(?:站|域|地)|不是本(?:站|域|地)|不允许\S{0,6}外(?:域|部|网)"
    ),
    Rule(
        "auth_required",
        rf"(?:请先|需要|需|必须|尚未|还没有|没有|未)\S{{0,6}}{_LOGIN}|先{_LOGIN}|{_LOGIN}后",
    ),
    Rule("header_mismatch", r"信头|邮件头|(?:from|发件人)\S{0,4}(?:头|字段)"),
    Rule(
        "ip_blocked",
        r"\bip ?\S{0,16}(?:拒|封|黑|禁|限制|信誉|屏蔽|拦截)|(?:封|禁|拒绝|拦截"
        r"|屏蔽)\S{0,8} ?ip|(?:实时)?黑名单|反向解析|反解",
    ),
    Rule("greylisted", r"灰名单"),
    Rule(
        "too_big",
        r"(?:邮件|附件|信件|大小|尺寸)\S{0,10}(?:过大|太大|超过|超出|超限)|(?:超过"
        r"|超出)\S{0,10}(?:大小|尺寸)",
        "!rcpt",
    ),
    Rule(
        "mailbox_full",
        r"(?:容量|空间|邮箱|配额)\S{0,10}(?:满|不足|超|用完|用尽|限)|(?:超出"
        r"|超过)\S{0,8}(?:容量|配额|空间)",
    ),
    Rule(
        "spam_rejected",
        r"垃圾|广告|病毒|反垃圾|敏感|(?:内容|主题|正文|附件)\S{0,12}(?:拒|违规|非法|不当|拦截"
        r"|过滤|禁止|可疑|违反)|违规|钓鱼|拦截",
    ),
    Rule(
        "sender_unauthenticated",
        r"(?:发件|发信|域)\S{0,12}(?:未通过|未经)\S{0,8}(?:验证|认证|检查)",
    ),
    Rule("mailbox_locked", r"占用|另一|其[他它]|别的|正被|正在(?:被)?使用|锁定|被锁", "pop3"),
    Rule("message_deleted", r"(?:已|被|标记)\S{0,6}删除", "pop3"),
    Rule(
        "no_such_message",
        r"(?:邮件|信件|编号|序号)\S{0,10}(?:不存在|无效|没有|错误|超出|不正确)|(?:没有"
        r"|无)(?:此|该|这封|这个|这)\S{0,3}(?:邮件|信)",
        "pop3",
    ),
    Rule(
        "mailbox_unknown",
        rf"{_NAME}\S{{0,10}}(?:不存在|未找到|找不到|无效|未知|没有)|(?:没有|无|无此|查无"
        rf"|不存在)\S{{0,4}}{_NAME}|查无|无此人|没有这个人|未注册",
        "!mail",
    ),
    Rule(
        "sender_rejected",
        r"(?:发件人|发信人|发送人|域名|发件)\S{0,16}(?:拒|不存在|无效|禁|非法|黑名单|不被)",
        "smtp",
    ),
    Rule("mailbox_unavailable", r"(?:收件人|收信人|邮箱|用户)\S{0,10}(?:拒|不可用|不接收)"),
    Rule("address_syntax", r"地址\S{0,8}(?:格式|语法|不合法|非法|错误)|(?:格式|语法)\S{0,4}地址"),
    Rule("too_many_errors", r"错误\S{0,6}(?:过多|太多|次数)"),
    Rule(
        "message_unavailable", r"(?:无法|不能|失败)\S{0,6}(?:读取|打开|获取)|损坏", "pop3 message"
    ),
    Rule("bare_lf", r"换行|回车", "dot|data|unasked"),
    Rule("base64_error", r"编码|解码", "login"),
    Rule("helo_rejected", r"主机名|域名", "hello"),
    Rule("service_closing", r"维护|停机|重启|关闭|升级", "421|unasked|connect"),
    Rule("timeout", r"超时|空闲|长时间"),
    Rule("sequence", r"顺序|次序|请先\S{0,6} ?(?:helo|ehlo|mail|rcpt|user)"),
    Rule(
        "unknown_command",
        r"(?:命令|指令)\S{0,8}(?:未知|不支持|无效|无法识别|未实现|不存在|错误)|(?:未知|无效"
        r"|不支持|不能识别|无法识别)\S{0,4}(?:命令|指令)",
    ),
    Rule("syntax", r"语法|参数|格式"),
    Rule("server_storage", r"磁盘|存储空间|系统空间"),
    Rule("server_error", r"(?:系统|内部|服务器|服务)\S{0,6}(?:错误|异常|故障|出错)|数据库"),
    Rule("temporary", r"繁忙|稍后|稍候|暂时|重试", "4|pop3 !421"),
)
