"""NetEase's own marks, MI:SPF and its like, as the help pages of 163 and 126 explain them."""

from tutor.causes.rules import Rule

MARKS = tuple(
    Rule(cause, rf"\b(?:{marks})\b")
    for cause, marks in (
        ("spam_rejected", r"dt:sp[mb]|dt:wor|dt:vir|dt:url"),
        ("auth_required", r"mi:anl"),
        ("service_not_enabled", r"login source not allowed"),
        ("need_tls", r"uc client non ssl"),
        ("sender_mismatch", r"mi:sum"),
        ("sender_unauthenticated", r"mi:spf|mi:dma|mi:dki"),
        ("header_mismatch", r"dt:sum|dt:hdr"),
        ("helo_rejected", r"mi:nhd"),
        ("address_syntax", r"mi:imf"),
        ("relay_denied", r"rp:frl"),
        ("too_many_errors", r"(?:mi|rp):ce?l|mi:ccl|rp:ccl"),
        ("sender_rejected", r"mi:spb|mi:blu|wm:blu|mi:nbp"),
        ("ip_blocked", r"hl:(?:ip[a-z]|ihu|rep|mep|rbl|bli)|wm:bli|(?:dt|mi|rp|hl):rbl"),
        (
            "rate_limited",
            r"hl:i[cft]c|hl:[a-z]?[cf]c|(?:mi|rp):(?:dmc|drc|stc|sfq|qrc|rcl|trc|sft|mrc)",
        ),
    )
)
