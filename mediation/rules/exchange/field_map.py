"""How our fields answer to those that 人民法院调解平台 and the courts' case systems work with.

The platform's own interface is not public: what stands here is read from its public pages, from the courts' rules and
forms, and from what courts ask committees to fill in. Every line says how sure it is; where a court hands over its real
interface, these lines are what is to be checked first. A test holds that every field that is exchanged has a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mediation.rules.messages import Message, say


class Sure(Enum):
    """On what a line rests."""

    LAW = "law"
    """A rule or an official form names it."""
    PRACTICE = "practice"
    """(unverified) Seen in public descriptions of the platform; its interface is not public."""
    OURS = "ours"
    """Needed between two installations; nothing over there answers to it."""


SURE_TITLES = {
    Sure.LAW: say("有规定或者官方文书格式"),
    Sure.PRACTICE: say("平台接口没有公开，未核实（unverified）"),
    Sure.OURS: say("只在两个系统之间使用"),
}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One of our fields, the platform-style field that it meets, and how values are carried over."""

    field: str
    title: Message
    theirs: str
    how: Message
    sure: Sure


AS_IS = say("原样")
BY_LIST = say("按封闭列表逐项对应")
NOT_CARRIED = say("不对应：只用来对上两边的案件")


def _line(field: str, title: Message, theirs: str, how: Message, sure: Sure) -> FieldLine:
    return FieldLine(field, title, theirs, how, sure)


LINES: tuple[FieldLine, ...] = (
    _line("OfferSent.hand_over", say("移交编号"), "—", NOT_CARRIED, Sure.OURS),
    _line("OfferSent.case", say("案件编号（内部）"), "—", NOT_CARRIED, Sure.OURS),
    _line(
        "OfferSent.sender",
        say("移出组织"),
        "委派（委托）法院 / 移送机构编码",
        say("法院用法院代码；其他组织的编码由平台分配，须另行登记"),
        Sure.PRACTICE,
    ),
    _line(
        "OfferSent.receiver",
        say("接收组织"),
        "调解组织编码",
        say("编码由平台分配，须另行登记"),
        Sure.PRACTICE,
    ),
    _line("OfferSent.offered_at", say("移交时间"), "委派（委托）时间", AS_IS, Sure.LAW),
    _line("OfferSent.reason", say("移交理由"), "委派（委托）说明", AS_IS, Sure.PRACTICE),
    _line("OfferSent.due_on", say("签收期限"), "接收期限", say("在线调解规则第十二条：三个工作日"), Sure.LAW),
    _line(
        "OfferSent.category_code",
        say("纠纷类型"),
        "案由 / 纠纷类型",
        say("纠纷类型按司法行政统计口径；案由按民事案件案由规定，一类对多个案由，须由法院选定"),
        Sure.PRACTICE,
    ),
    _line("OfferSent.source", say("案件来源"), "案件来源", BY_LIST, Sure.PRACTICE),
    _line("OfferSent.difficulty", say("难易程度"), "难易程度", BY_LIST, Sure.LAW),
    _line("OfferSent.labour", say("劳动关系"), "是否劳动争议（仲裁前置）", AS_IS, Sure.LAW),
    _line("OfferSent.land_title", say("土地权属"), "是否土地权属争议（政府处理前置）", AS_IS, Sure.LAW),
    _line("OfferSent.danger", say("激化风险"), "风险标记", AS_IS, Sure.PRACTICE),
    _line(
        "OfferSent.region_code",
        say("纠纷发生地"),
        "行政区划代码",
        say("12 位统计用区划代码，前 6 位为国标县级代码"),
        Sure.LAW,
    ),
    _line("OfferSent.place", say("具体地点"), "纠纷发生地详细地址", AS_IS, Sure.PRACTICE),
    _line("OfferSent.first_asked_on", say("首次请求日期"), "申请日期 / 收到材料日期", AS_IS, Sure.LAW),
    _line("OfferSent.registered_at", say("登记时间"), "登记时间", AS_IS, Sure.PRACTICE),
    _line("OfferSent.narrative", say("纠纷简要情况"), "纠纷描述 / 事实与理由", AS_IS, Sure.LAW),
    _line("OfferSent.claim", say("当事人请求"), "诉讼请求 / 调解请求", AS_IS, Sure.LAW),
    _line("OfferSent.amount", say("金额"), "标的额", say("元，两位小数"), Sure.LAW),
    _line("OfferSent.number", say("移出组织的编号"), "移送机构案号", AS_IS, Sure.OURS),
    _line("OfferSent.dispute_version", say("纠纷流程版本"), "—", NOT_CARRIED, Sure.OURS),
    _line("OfferSent.dispute_digest", say("纠纷流程摘要"), "—", NOT_CARRIED, Sure.OURS),
    _line("OfferSent.hand_over_version", say("移交流程版本"), "—", NOT_CARRIED, Sure.OURS),
    _line("OfferSent.hand_over_digest", say("移交流程摘要"), "—", NOT_CARRIED, Sure.OURS),
    _line(
        "OfferSent.history", say("办理经过"), "流程节点", say("只有步骤、时间和组织，没有内容"), Sure.PRACTICE
    ),
    _line("OfferSent.parties", say("当事人"), "当事人列表", say("见下面当事人各项"), Sure.LAW),
    _line(
        "OfferSent.door", say("法院的门"), "案件类型（引导、先行调解、委派）", say("见下面法院各项"), Sure.LAW
    ),
    _line("OfferSent.inviting_court", say("邀请法院"), "委派（委托）法院", say("法院代码"), Sure.LAW),
    _line("DoorTold.court", say("法院"), "法院代码", say("法〔2015〕137号的法院代字和编码"), Sure.LAW),
    _line(
        "DoorTold.door",
        say("门"),
        "诉前 / 诉中调解",
        say("引导和委派为诉前，先行调解（委托）为诉中"),
        Sure.LAW,
    ),
    _line(
        "DoorTold.court_number",
        say("法院案号"),
        "案号",
        say("法〔2015〕137号；诉前调、民初分别对应"),
        Sure.LAW,
    ),
    _line("DoorTold.times", say("第几次委托"), "—", AS_IS, Sure.OURS),
    _line("DoorTold.procedure", say("审理程序"), "适用程序", BY_LIST, Sure.LAW),
    _line("DoorTold.diverted_on", say("分流日期"), "分流日期", AS_IS, Sure.PRACTICE),
    _line("DoorTold.filed_on", say("立案日期"), "立案日期", AS_IS, Sure.LAW),
    _line("PartyTold.id", say("当事人编号（内部）"), "—", NOT_CARRIED, Sure.OURS),
    _line("PartyTold.given", say("当事人信息"), "当事人信息", say("见下面当事人各项"), Sure.LAW),
    _line("PartyTold.from_on", say("参加日期"), "—", AS_IS, Sure.OURS),
    _line(
        "PartyGiven.side",
        say("当事人地位"),
        "诉讼（调解）地位",
        say("申请人、被申请人、第三人对应原告、被告、第三人"),
        Sure.LAW,
    ),
    _line(
        "PartyGiven.kind",
        say("当事人类型"),
        "当事人类型（自然人、法人、非法人组织）",
        say("本系统的「组织」须由法院再分法人、非法人组织"),
        Sure.LAW,
    ),
    _line("PartyGiven.name", say("姓名或名称"), "姓名 / 名称", say("生僻字原样，UTF-8"), Sure.LAW),
    _line("PartyGiven.sex", say("性别"), "性别", BY_LIST, Sure.LAW),
    _line("PartyGiven.ethnicity", say("民族"), "民族", say("文字；平台用国标代码的须转换"), Sure.PRACTICE),
    _line("PartyGiven.born_on", say("出生日期"), "出生日期", AS_IS, Sure.LAW),
    _line("PartyGiven.capacity", say("行为能力"), "行为能力", BY_LIST, Sure.PRACTICE),
    _line("PartyGiven.occupation", say("职业或职务"), "职业", AS_IS, Sure.LAW),
    _line("PartyGiven.paper", say("证件种类"), "证件类型", BY_LIST, Sure.LAW),
    _line("PartyGiven.paper_missing_reason", say("没有证件的原因"), "—", AS_IS, Sure.OURS),
    _line("PartyGiven.id_number", say("证件号码"), "证件号码", say("GB 11643，18 位"), Sure.LAW),
    _line("PartyGiven.phone", say("电话"), "联系电话", AS_IS, Sure.LAW),
    _line(
        "PartyGiven.address",
        say("住址"),
        "住所地 / 送达地址",
        say("送达地址以签署的送达地址确认书为准，另行移送"),
        Sure.LAW,
    ),
    _line("PartyGiven.region_code", say("住所地区划"), "住所地行政区划", AS_IS, Sure.LAW),
    _line(
        "PartyGiven.address_withheld",
        say("住址保密"),
        "—",
        say("不向对方提供住址；平台没有对应项的，须单独告知法院"),
        Sure.OURS,
    ),
    _line("PartyGiven.account_number", say("收款账号"), "—", AS_IS, Sure.OURS),
    _line("PartyGiven.credit_code", say("统一社会信用代码"), "统一社会信用代码", AS_IS, Sure.LAW),
    _line("PartyGiven.legal_representative", say("法定代表人"), "法定代表人 / 负责人", AS_IS, Sure.LAW),
    _line("PartyGiven.language", say("使用的语言文字"), "语言", AS_IS, Sure.PRACTICE),
    _line("PartyGiven.interpreter", say("翻译"), "翻译人员", AS_IS, Sure.PRACTICE),
    _line("PartyGiven.special_care", say("特殊照顾"), "—", AS_IS, Sure.OURS),
    _line(
        "PartyGiven.consents",
        say("当事人意见"),
        "是否同意调解",
        say("同意调解、同意移交材料分别记录"),
        Sure.LAW,
    ),
    _line(
        "PartyGiven.representatives", say("代理人、监护人"), "代理人列表", say("见下面代理人各项"), Sure.LAW
    ),
    _line("RepresentativeGiven.kind", say("代理人种类"), "代理人类型", BY_LIST, Sure.LAW),
    _line("RepresentativeGiven.name", say("代理人姓名"), "代理人姓名", AS_IS, Sure.LAW),
    _line("RepresentativeGiven.authority", say("代理权限"), "代理权限（一般、特别授权）", BY_LIST, Sure.LAW),
    _line("RepresentativeGiven.relation", say("与当事人的关系"), "与当事人关系", AS_IS, Sure.LAW),
    _line("RepresentativeGiven.id_number", say("代理人证件号码"), "代理人证件号码", AS_IS, Sure.LAW),
    _line("RepresentativeGiven.phone", say("代理人电话"), "代理人电话", AS_IS, Sure.LAW),
    _line(
        "OfferSigned.at",
        say("签收时间"),
        "接受委派（委托）时间",
        say("在线的为点击「确认接受」的时间，期限由此起算"),
        Sure.LAW,
    ),
    _line("OfferSigned.by", say("签收人"), "接收人", AS_IS, Sure.PRACTICE),
    _line("OfferReturned.reason", say("退回理由"), "退回 / 不接受理由", AS_IS, Sure.LAW),
    _line(
        "CaseMoved.state",
        say("办理状态"),
        "调解状态",
        say("调解中、中止、调解成功、调解不成等，须逐项核对"),
        Sure.PRACTICE,
    ),
    _line("CaseMoved.number", say("调解组织的编号"), "调解组织案号", AS_IS, Sure.PRACTICE),
    _line(
        "CaseMoved.clocks",
        say("期限"),
        "调解期限",
        say("委派三十日；先行调解十五日或者七日，同意的最多延长三十日"),
        Sure.LAW,
    ),
    _line(
        "CaseMoved.outcome",
        say("结果"),
        "调解结果（成功、不成功、撤回）",
        say("达成书面、部分、口头协议为成功；终止、转诉讼为不成功"),
        Sure.LAW,
    ),
    _line("CaseMoved.concluded_on", say("结束日期"), "调解结束日期", AS_IS, Sure.LAW),
    _line("AgreementTold.form", say("协议形式"), "协议类型", BY_LIST, Sure.LAW),
    _line(
        "AgreementTold.in_force_on",
        say("协议生效日期"),
        "协议签订 / 生效日期",
        say("申请司法确认的三十日由此起算"),
        Sure.LAW,
    ),
    _line("AgreementTold.amount", say("协议金额"), "协议标的额", say("只告知邀请调解的法院"), Sure.PRACTICE),
    _line("AgreementTold.performed_at_once", say("即时履行"), "是否当场履行", AS_IS, Sure.PRACTICE),
    _line("ComplaintDecided.court", say("审查立案的法院"), "受诉法院", AS_IS, Sure.LAW),
    _line(
        "ComplaintDecided.standing",
        say("立案审查的进展"),
        "立案状态（立案、补正、退回、不予立案）",
        BY_LIST,
        Sure.LAW,
    ),
    _line("ComplaintDecided.happened_at", say("立案审查的日期"), "立案（裁定）日期", AS_IS, Sure.LAW),
    _line("ComplaintDecided.court_number", say("立案案号"), "案号", AS_IS, Sure.LAW),
    _line("ComplaintDecided.filed_on", say("立案日期"), "立案日期", AS_IS, Sure.LAW),
    _line(
        "PaperSent.title",
        say("文书名称"),
        "材料名称 / 材料类型",
        say("按文书种类，不用上传人写的标题"),
        Sure.PRACTICE,
    ),
    _line("PaperSent.media_type", say("文件格式"), "文件格式", say("PDF 或者 JPEG"), Sure.PRACTICE),
)
"""In the order of the page: the case, the court, the parties, the answer, the result, the papers."""
