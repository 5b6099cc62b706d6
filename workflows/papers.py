"""The papers that steps issue; each has a folder of its own under mediation/documents."""

from mediation.rules.grammar import Paper

INTAKE_FORM = Paper("intake_form", "人民调解受理登记表")
RIGHTS_NOTICE = Paper("rights_notice", "人民调解当事人权利义务告知书")
SITTING_RECORD = Paper("sitting_record", "人民调解记录")
AGREEMENT = Paper("agreement", "人民调解协议书")
SIGNATURE_SHEET = Paper("signature_sheet", "人民调解协议签署页")
CONFIRMATION_APPLICATION = Paper("confirmation_application", "司法确认申请书")
MEDIATION_CERTIFICATE = Paper("mediation_certificate", "调解组织主持调解证明")
SERVICE_ADDRESSES = Paper("service_addresses", "送达地址确认书")
FILING_RECEIPT = Paper("filing_receipt", "收到起诉材料凭证")
CORRECTION_NOTICE = Paper("correction_notice", "补正告知书")
FILING_REFUSAL = Paper("filing_refusal", "不予立案裁定书")
HEARING_RECORD = Paper("hearing_record", "询问笔录")
CONFIRMATION_RULING = Paper("confirmation_ruling", "确认裁定书")
MEDIATION_PAPER = Paper("mediation_paper", "民事调解书")
OBJECTION_RULING = Paper("objection_ruling", "异议裁定书")
