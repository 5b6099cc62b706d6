"""The field's closed lists, each value with its official Chinese term."""

from __future__ import annotations

from enum import Enum
from typing import Self, cast


class Term(str, Enum):  # noqa: UP042  (a StrEnum takes no second value)
    """A closed list: the value is stored, the title is shown."""

    title_text: str

    def __new__(cls, value: str, title: str) -> Term:
        member = str.__new__(cls, value)
        member._value_ = value
        member.title_text = title
        return member

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def of(cls, value: str) -> Self:
        """The member of that value; ValueError when there is none."""
        try:
            return cast(Self, cls._value2member_map_[value])
        except KeyError:
            raise ValueError(f"{value!r} is no {cls.__name__}") from None


class Level(Term):
    """Administrative levels, from the village up."""

    VILLAGE = "village", "嘎查村"
    TOWNSHIP = "township", "苏木乡镇"
    COUNTY = "county", "旗县"
    CITY = "city", "市"
    PROVINCE = "province", "自治区"

    @property
    def rank(self) -> int:
        """0 for the village, rising."""
        return list(Level).index(self)


class MatterKind(Term):
    """The small machines that a case consists of, linked, each with its own definition."""

    DISPUTE = "dispute", "纠纷"
    HAND_OVER = "hand_over", "移交"
    CONFIRMATION = "confirmation", "司法确认"
    PERFORMANCE = "performance", "履行"
    REFERRAL = "referral", "转介"
    JOINT = "joint", "联合调解"
    CALL_UP = "call_up", "乡呼县应"
    ORDER = "order", "督办"
    MEETING = "meeting", "议事协商"
    FILING = "filing", "起诉立案"
    FEE = "fee", "交纳案件受理费"
    GRIEVANCE = "grievance", "立案投诉"


class Seat(Term):
    """Which organisation a person must sit in to take a step."""

    HOLDER = "holder", "承办组织"
    SENDER = "sender", "移出组织"
    RECEIVER = "receiver", "接收组织"
    COURT = "court", "管辖法院"
    DECIDER = "decider", "决定组织"
    WATCHER = "watcher", "督导组织"
    ASKER = "asker", "提出组织"
    ASKED = "asked", "受请组织"
    CENTRE = "centre", "综治中心"
    HANDLER = "handler", "办理部门"
    PARTY = "party", "当事人本人"
    SYSTEM = "system", "系统"


class OrganisationKind(Term):
    COMMITTEE = "committee", "人民调解委员会"
    INDUSTRY_COMMITTEE = "industry_committee", "行业性专业性人民调解委员会"
    COURT = "court", "人民法院"
    JUSTICE_BUREAU = "justice_bureau", "司法局"
    JUSTICE_STATION = "justice_station", "司法所"
    GOVERNANCE_CENTRE = "governance_centre", "社会治安综合治理中心"
    DEPARTMENT = "department", "行政部门"


class Tier(Term):
    """和解第一、非诉第二、诉讼兜底."""

    SETTLEMENT = "settlement", "和解"
    NON_LITIGATION = "non_litigation", "非诉"
    LITIGATION = "litigation", "诉讼"


class Side(Term):
    APPLICANT = "applicant", "申请人"
    RESPONDENT = "respondent", "被申请人"
    THIRD = "third", "第三人"


class PartyKind(Term):
    NATURAL = "natural", "自然人"
    ORGANISATION = "organisation", "单位"


class Sex(Term):
    MALE = "male", "男"
    FEMALE = "female", "女"


class IdentityPaper(Term):
    ID_CARD = "id_card", "居民身份证"
    RESIDENCE_PERMIT = "residence_permit", "港澳台居民居住证"
    HK_MACAO_PERMIT = "hk_macao_permit", "港澳居民来往内地通行证"
    TAIWAN_PERMIT = "taiwan_permit", "台湾居民来往大陆通行证"
    FOREIGNER_PERMIT = "foreigner_permit", "外国人永久居留身份证"
    PASSPORT = "passport", "护照"
    NONE = "none", "无证件"


class Capacity(Term):
    """民事行为能力 (民法典 17-24), where the birth date does not say it."""

    FULL = "full", "完全民事行为能力"
    LIMITED = "limited", "限制民事行为能力"
    NONE = "none", "无民事行为能力"


class RepresentativeKind(Term):
    AGENT = "agent", "代理人"
    GUARDIAN = "guardian", "监护人"
    CHOSEN = "chosen", "代表人"


class AgentAuthority(Term):
    GENERAL = "general", "一般授权"
    SPECIAL = "special", "特别授权"


class CaseSource(Term):
    """案件来源; `group` in statistics is a table of its own."""

    APPLICATION = "application", "当事人申请"
    OWN_INITIATIVE = "own_initiative", "调委会主动调解"
    COURT_GUIDANCE = "court_guidance", "法院诉前引导"
    GOVERNANCE_CENTRE = "governance_centre", "综治中心派单"
    COURT_DELEGATED = "court_delegated", "法院委派"
    COURT_ENTRUSTED = "court_entrusted", "法院委托"
    POLICE = "police", "公安移送"
    PROCURATORATE = "procuratorate", "检察院移送"
    PETITION = "petition", "信访移送"
    ADMINISTRATIVE = "administrative", "行政机关移送"
    HOTLINE = "hotline", "12345热线"
    GRID = "grid", "网格排查上报"
    OTHER = "other", "其他"


class Difficulty(Term):
    SIMPLE = "simple", "简易"
    ORDINARY = "ordinary", "一般"
    COMPLEX = "complex", "疑难复杂"


class ConsentPurpose(Term):
    """What a party agreed to (个人信息保护法 23, 28, 29; 人民调解法 17)."""

    MEDIATION = "mediation", "同意调解"
    DATA = "data", "同意登记个人信息"
    SENSITIVE_DATA = "sensitive_data", "单独同意处理敏感个人信息"
    TRANSFER = "transfer", "同意将材料移送其他机构"


class SpecialCare(Term):
    ELDERLY = "elderly", "老年人"
    MINOR = "minor", "未成年人"
    DISABLED = "disabled", "残疾人"
    PREGNANT = "pregnant", "孕产妇"
    MIGRANT_WORKER = "migrant_worker", "农民工"
    VIOLENCE_RISK = "violence_risk", "可能遭受暴力"


class SittingManner(Term):
    ON_SITE = "on_site", "现场"
    AT_HOME = "at_home", "上门"
    TELEPHONE = "telephone", "电话"
    VIDEO = "video", "视频"


class SittingKind(Term):
    """Who sat together: all, or one party alone (背对背); what is said apart stays with its mediators."""

    JOINT = "joint", "共同调解"
    APART = "apart", "单独调解"


class SignatureManner(Term):
    SIGNED = "signed", "签名"
    SEALED = "sealed", "盖章"
    FINGERPRINT = "fingerprint", "按指印"


class SignerRole(Term):
    PARTY = "party", "当事人"
    MEDIATOR = "mediator", "人民调解员"
    RECORDER = "recorder", "记录人"
    COMMITTEE_SEAL = "committee_seal", "调委会印章"


class RoundEnd(Term):
    """How a round of signing by phone ended."""

    COMPLETE = "complete", "各方签齐"
    TO_PAPER = "to_paper", "改用纸面签署"
    TEXT_CHANGED = "text_changed", "协议文本有变动"


class NoticePurpose(Term):
    """What a message is about: to a party, or to who should sign for a case."""

    LINK = "link", "签署链接"
    CODE = "code", "验证码"
    VOID = "void", "签名作废通知"
    READING_CODE = "reading_code", "查看文书全文的验证码"
    CHASE = "chase", "催促签收"
    FILING = "filing", "起诉立案的进展"
    ESCALATION = "escalation", "逾期提醒"
    EARLY_WARNING = "early_warning", "苗头预警"
    CAMPAIGN = "campaign", "排查任务"


class TryKind(Term):
    """What somebody without an account got wrong at a signing page."""

    TOKEN = "token", "链接不对"
    CODE = "code", "验证码不对"


class Engagement(Term):
    """Whether a mediator does nothing else, or mediates beside other work (司发〔2018〕2号)."""

    FULL_TIME = "full_time", "专职"
    PART_TIME = "part_time", "兼职"


class AgreementForm(Term):
    WRITTEN = "written", "书面协议"
    ORAL = "oral", "口头协议"


class ObligationKind(Term):
    MONEY = "money", "给付金钱"
    ACT = "act", "作出行为"
    THING = "thing", "交付物品"
    APOLOGY = "apology", "赔礼道歉"
    FORBEARANCE = "forbearance", "不作为"


class HealthLack(Term):
    """What of a duty a check asks for, by the name of its field."""

    AMOUNT = "amount", "金额"
    DUE_ON = "due_on", "期限"
    CONDITION = "condition", "条件"
    MEANS = "means", "方式"
    PLACE = "place", "地点"


class ObligationState(Term):
    PENDING = "pending", "待履行"
    DONE = "done", "已履行"
    DONE_LATE = "done_late", "逾期履行"
    BROKEN = "broken", "未履行"


class Holiday(Term):
    """The statutory holidays (全国年节及纪念日放假办法 2)."""

    NEW_YEAR = "new_year", "元旦"
    SPRING = "spring", "春节"
    QINGMING = "qingming", "清明节"
    LABOUR = "labour_day", "劳动节"
    DRAGON_BOAT = "dragon_boat", "端午节"
    MID_AUTUMN = "mid_autumn", "中秋节"
    NATIONAL = "national", "国庆节"


class LineOutcome(Term):
    """What became of one case of a list."""

    WAITING = "waiting", "等待办理"
    DONE = "done", "已办理"
    REFUSED = "refused", "不能办理"
    UNDONE = "undone", "已撤回"


class FollowerStanding(Term):
    """Where somebody on the list of a batch stands."""

    WAITING = "waiting", "名单上，待登记"
    FOLLOWING = "following", "随案办理"
    LEFT = "left", "已退出"


class BatchStage(Term):
    """What is done with the followers of a batch, in this order."""

    OPEN = "open", "登记受理"
    DRAW = "draw", "形成协议"
    SIGN = "sign", "签署"
    APPLY = "apply", "申请司法确认"


class BatchMark(Term):
    """How far somebody on the list of a batch has come."""

    OPENED = "opened", "已登记受理"
    AGREED = "agreed", "已形成协议"
    IN_FORCE = "in_force", "协议已生效"
    APPLIED = "applied", "已申请司法确认"
    CONFIRMED = "confirmed", "法院已确认"


class SeriesStage(Term):
    """What a court does with the applications of a series together, in this order."""

    ACCEPT = "accept", "受理申请"
    RULE = "rule", "裁定确认有效"
    SEAL = "seal", "加盖院印"
    SERVE = "serve", "送达当事人"


class SeriesStanding(Term):
    """Where an application of a series stands at the court."""

    SUBMITTED = "submitted", "待受理"
    TO_LOOK_AT = "to_look_at", "待审查"
    PASSED = "passed", "审查通过，待裁定"
    FLAGGED = "flagged", "标出来单独办"
    RULED = "ruled", "已裁定，待用印"
    SEALED = "sealed", "已用印，待送达"
    SERVED = "served", "已送达"
    OTHERWISE = "otherwise", "驳回、撤回等"


class LeavingKind(Term):
    """Why somebody leaves a batch."""

    OPTED_OUT = "opted_out", "本人不愿随案"
    UNREACHABLE = "unreachable", "联系不上"
    DIED = "died", "已经去世，由继承人办理"
    SEPARATE = "separate", "情况不同，单独办理"
    PERFORMED = "performed", "对方已照示范方案履行，不另订协议"


class TriageRule(Term):
    """By which rule of default routing an organisation is proposed."""

    INDUSTRY = "industry", "有行业性专业性调委会"
    ACROSS_TOWNSHIPS = "across_townships", "跨苏木乡镇"
    LARGE_AMOUNT = "large_amount", "金额较大"
    MANY_PEOPLE = "many_people", "人数众多"
    COMPLEX = "complex", "登记为疑难复杂"
    SAME_TOWNSHIP = "same_township", "同一苏木乡镇"
    SAME_VILLAGE = "same_village", "同一嘎查村"


class TriageAspect(Term):
    """What a person decided: which tier the dispute goes to, or which organisation mediates it."""

    TIER = "tier", "走哪一步"
    ORGANISATION = "organisation", "由谁办理"


class TriageEnd(Term):
    """How a case ended that was triaged, for comparing proposals with what was chosen."""

    AGREED = "agreed", "和解或者达成协议"
    COURT = "court", "转诉讼、仲裁、政府处理"
    OTHERWISE = "otherwise", "其他方式结案"
    OPEN = "open", "未结"


class RecountState(Term):
    """What became of a list of clocks that would change."""

    PROPOSED = "proposed", "等待确认"
    APPLIED = "applied", "已执行"
    DROPPED = "dropped", "未采用"


class DocumentState(Term):
    QUEUED = "queued", "生成中"
    ISSUED = "issued", "已生成"
    FAILED = "failed", "生成失败"


class DeadlineState(Term):
    RUNNING = "running", "进行中"
    PAUSED = "paused", "已中止"
    MET = "met", "已按期完成"
    MET_LATE = "met_late", "逾期完成"
    LAPSED = "lapsed", "已届满"
    ENDED = "ended", "已终结"
    WITHDRAWN = "withdrawn", "已撤销"


class Outcome(Term):
    """How a dispute ended, for lists and statistics."""

    SETTLED = "settled", "和解成功"
    AGREED_WRITTEN = "agreed_written", "书面协议"
    AGREED_PARTLY = "agreed_partly", "部分达成协议"
    AGREED_ORALLY = "agreed_orally", "口头协议"
    MERGED = "merged", "并入其他案件"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "撤回申请"
    TERMINATED = "terminated", "终止调解"
    TO_COURT = "to_court", "转入诉讼"
    TO_ARBITRATION = "to_arbitration", "转仲裁"
    TO_GOVERNMENT = "to_government", "转政府处理"


class Route(Term):
    """Where the law opens the way that is left when mediation ends (人民调解法 26)."""

    COURT = "court", "向人民法院起诉"
    ARBITRATION = "arbitration", "先申请劳动争议仲裁"
    LAND = "land", "申请农村土地承包仲裁，或者直接向人民法院起诉"
    GOVERNMENT = "government", "先申请人民政府处理"
    TRIAL = "trial", "由已经立案的人民法院继续审理"


class MediationEnd(Term):
    """How what a court sent ended: the three results of a reply (特邀规定 26; 在线规则 25)."""

    AGREED = "agreed", "达成调解协议"
    SETTLED = "settled", "当事人撤回或者自行和解"
    NOT_AGREED = "not_agreed", "未达成调解协议"


class ReviewEnd(Term):
    """How the review of an application ends without a confirmation (民诉解释 355-358; 民事诉讼法 186)."""

    NOT_ACCEPTED = "not_accepted", "不予受理"
    REJECTED = "rejected", "驳回申请"
    WITHDRAWAL_ALLOWED = "withdrawal_allowed", "准许撤回申请"
    DEEMED_WITHDRAWN = "deemed_withdrawn", "按撤回申请处理"
    PROCEDURE_ENDED = "procedure_ended", "终结特别程序"


class ExcludedMatter(Term):
    """What no court accepts for confirmation (民诉法解释 355): asked point by point before an application."""

    NOT_CIVIL = "not_civil", "不属于人民法院受理范围（第一项）"
    STATUS = "status", "婚姻关系、亲子关系、收养关系等身份关系无效、有效或者解除（第三项）"
    SPECIAL = "special", "适用其他特别程序、公示催告程序、破产程序审理（第四项）"
    TITLE = "title", "物权、知识产权确权（第五项）"


class ReviewPoint(Term):
    """What a court looks at before it confirms (民诉法解释 355, 356, 358)."""

    IDENTITY = "identity", "已通知双方到场，申请人的身份、行为能力和代理权限已经核实"
    FREE_WILL = "free_will", "调解和协议出于当事人自愿"
    LAW = "law", "不违反法律的强制性规定"
    PUBLIC_ORDER = "public_order", "不违背公序良俗"
    HARM = "harm", "不损害国家利益、社会公共利益和他人合法权益"
    CLARITY = "clarity", "内容明确，可以执行"


class JurisdictionGround(Term):
    """Why a court may confirm an agreement: 民事诉讼法 205 names these and no other."""

    INVITED = "invited", "邀请调解的人民法院"
    COMMITTEE = "committee", "调解组织所在地"
    DOMICILE = "domicile", "当事人住所地"
    SUBJECT_MATTER = "subject_matter", "标的物所在地"


class DeliveryManner(Term):
    DIRECT = "direct", "直接送达"
    POST = "post", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    LEFT = "left", "留置送达"


class SuccessionCause(Term):
    """Why somebody applies for confirmation who was not, or could not act as, a party when the agreement was made."""

    DEATH = "death", "当事人死亡，由继承人承受"
    REORGANISED = "reorganised", "单位合并、分立或者终止，由承受权利义务的人承受"
    OF_AGE = "of_age", "当事人成年或者恢复民事行为能力，由本人申请"


class CourtPaper(Term):
    """What the parties ask of the court that sent their dispute to mediation: they choose, it decides."""

    RULING = "ruling", "司法确认裁定书"
    MEDIATION = "mediation", "民事调解书"


class ObjectionOutcome(Term):
    """What the court rules on objections to its ruling (民诉法解释 372)."""

    DISMISSED = "dismissed", "驳回异议"
    REVOKED = "revoked", "撤销原裁定"
    VARIED = "varied", "改变原裁定"


class CaseLinkKind(Term):
    """How one case came out of another, or went into it."""

    AGAIN = "again", "再次调解"
    SPLIT = "split", "分案"
    MERGED = "merged", "并案"


class CourtDoor(Term):
    """How a court sends a dispute to mediation; the number type and the clock follow from it."""

    GUIDANCE = "guidance", "诉前引导"
    FIRST_MEDIATION = "first_mediation", "立案后委托（先行调解）"
    DELEGATION = "delegation", "立案前委派"


class Regime(Term):
    """What a court does with a conforming complaint that is suitable for mediation, from one day to another; and
    whether it confirms what was agreed in a suit that it had registered."""

    FILING_FIRST = "filing_first", "先登记立案，再委托调解"
    DELEGATION = "delegation", "立案前还委派调解"
    CONFIRMS_SUITS = "confirms_suits", "已经立案的也受理司法确认"
    CONFIRMS_NO_SUITS = "confirms_no_suits", "已经立案的不受理司法确认"


class ImportStage(Term):
    """How far a table of cases has come."""

    CHECKING = "checking", "正在核对"
    CHECKED = "checked", "核对完，等待确认"
    WRITING = "writing", "正在导入"
    DONE = "done", "已导入"
    DROPPED = "dropped", "没有导入"


class ImportLineState(Term):
    """What became of one row of the table."""

    WAITING = "waiting", "等待核对"
    SOUND = "sound", "可以导入"
    TWIN = "twin", "可能重复"
    WRONG = "wrong", "有问题"
    MADE = "made", "已导入"
    LEFT_OUT = "left_out", "没有导入"


class CourtProcedure(Term):
    """By which procedure a court tries a registered case: the term of mediation before trial follows from it."""

    ORDINARY = "ordinary", "普通程序"
    SUMMARY = "summary", "简易程序"


class DirectoryKind(Term):
    """What an administrator brings in as a table."""

    DIVISIONS = "divisions", "行政区划"
    ORGANISATIONS = "organisations", "组织"
    PEOPLE = "users", "人员和岗位"
    TRAININGS = "trainings", "调解员培训"


class HandOverKind(Term):
    """What one and the same act is called: upward, sideways, downward, or out of a court."""

    GUIDANCE = "guidance", "诉前引导"
    ENTRUSTMENT = "first_mediation", "委托"
    DELEGATION = "delegation", "委派"
    DISPATCH = "dispatch", "派单"
    ESCALATION = "escalation", "提级"
    TRANSFER = "transfer", "移送"
    ASSIGNMENT = "assignment", "下派"


class Channel(Term):
    """Where else a dispute may be referred to, with an answer expected."""

    ADMINISTRATIVE_MEDIATION = "administrative_mediation", "行政调解"
    ADMINISTRATIVE_RULING = "administrative_ruling", "行政裁决"
    ARBITRATION = "arbitration", "商事仲裁"
    NOTARY = "notary", "公证"
    PETITION = "petition", "信访"
    LEGAL_AID = "legal_aid", "法律援助"
    COUNSELLING = "counselling", "心理服务"
    LABOUR_ARBITRATION = "labour_arbitration", "劳动仲裁"
    LAND_ARBITRATION = "land_arbitration", "农村土地承包仲裁"
    GOVERNMENT = "government", "人民政府处理"


class CounsellingAnswer(Term):
    """All that is kept of what a counsellor answers: health is told to nobody here (个人信息保护法 28, 29)."""

    SEEN = "seen", "本人已经接受服务"
    NOT_SEEN = "not_seen", "本人没有接受服务"


class CourtDesk(Term):
    """What waits at a court's desk for mediation, in the order in which a case meets it."""

    DIVERT = "divert", "待分流"
    RECEIVE = "receive", "待收回"
    ACCEPT = "accept", "待受理"
    RULE = "rule", "待裁定"
    SERVE = "serve", "待送达"
    FILE = "file", "待立案"


class SuitEnd(Term):
    """How a registered suit ends: by terms (2025意见 四), or by what the trial brought.

    Where the parties of a mediation apply for the court's paper of their agreement, that closes it instead.
    """

    WITHDRAWN = "withdrawn", "准许撤诉"
    OTHERWISE = "otherwise", "记录在案，以其他方式结案"
    JUDGED = "judged", "审理终结，已经裁判"
    MEDIATED = "mediated", "审理中调解成功，制作调解书"


class DiversionFigure(Term):
    """What is counted of the cases that a court sent to an organisation."""

    SENT = "sent", "发出"
    ACCEPTED = "accepted", "已签收"
    RETURNED = "returned", "已退回"
    IN_TIME = "in_time", "按时签收"
    AGREED = "agreed", "达成协议"
    CONFIRMED = "confirmed", "司法确认、调解书"
    PERFORMED = "performed", "全部履行"
    TO_TRIAL = "to_trial", "转入诉讼"


class GrievanceGround(Term):
    """Of what a party may complain when a court takes suits in (登记立案规定 13)."""

    NOT_RECEIVED = "not_received", "不接收诉状"
    NO_RECEIPT = "no_receipt", "接收诉状后不出具书面凭证"
    NOT_TOLD_AT_ONCE = "not_told_at_once", "不一次性告知补正诉状内容"
    NOT_REGISTERED = "not_registered", "有案不立"
    DELAYED = "delayed", "拖延立案"
    INTERFERED = "interfered", "干扰立案"
    UNDECIDED = "undecided", "既不立案又不作出裁定或者决定"


class HearingKind(Term):
    """As what people come to the court."""

    REVIEW = "review", "司法确认审查询问"
    MEDIATION = "mediation", "在法院调解"
    FILING = "filing", "立案询问"
    TRIAL = "trial", "开庭"
    OBJECTION = "objection", "异议审查询问"


class MeetingForum(Term):
    """Who meets about a public affair; only some of them may resolve anything.

    村民委员会组织法 21-26; of a community's residents 城市居民委员会组织法.
    """

    VILLAGERS = "villagers", "村民会议（村民参加）"
    HOUSEHOLDS = "households", "村民会议（户代表参加）"
    REPRESENTATIVES = "representatives", "村民代表会议"
    RESIDENTS = "residents", "居民会议"
    TALK = "talk", "村民说事、圆桌议事"


class ProceedingKind(Term):
    """What another body does about the same dispute, beside the case or after it: the case only notes it."""

    SUIT = "suit", "诉讼"
    ENFORCEMENT = "enforcement", "强制执行"
    PRESERVATION = "preservation", "财产保全"
    ARBITRATION = "arbitration", "仲裁"
    NOTARY = "notary", "公证"
    POLICE = "police", "公安处理"
    ADMINISTRATIVE = "administrative", "行政处理"


class ReplacementGround(Term):
    """Why a mediator of what a court sent is replaced: the grounds of 回避, and the others (特邀规定 13, 15)."""

    RELATIVE = "relative", "是一方当事人或者其代理人的近亲属"
    INTEREST = "interest", "与纠纷有利害关系"
    RELATION = "relation", "与当事人、代理人有其他关系，可能影响公正调解"
    GOOD_REASON = "good_reason", "当事人有其他正当理由申请更换"
    UNABLE = "unable", "调解员不能继续调解"


CHALLENGES = (ReplacementGround.RELATIVE, ReplacementGround.INTEREST, ReplacementGround.RELATION)
"""For which a party may ask that a mediator stand aside (回避), and he does so himself (特邀规定 15)."""


class ChallengeDecider(Term):
    """Who decides whether a mediator of what a court sent stands aside (特邀规定 15)."""

    ORGANISATION = "organisation", "本调解组织（特邀调解组织）"
    COURT = "court", "委派、委托的人民法院"


class ChallengeAnswer(Term):
    """Why a mediator who was challenged stays (特邀规定 15)."""

    UNFOUNDED = "unfounded", "申请回避的理由不成立"
    WAIVED = "waived", "双方当事人都同意由该调解员调解"


class SuspensionCause(Term):
    """Why mediation stands still for a time."""

    APPRAISAL = "appraisal", "等待鉴定"
    MEDICAL = "medical", "等待治疗、检查结果"
    ABSENCE = "absence", "当事人暂时不能参加"
    SHAM = "sham", "可能是虚假调解，正在核实"
    OTHER = "other", "其他"


class AttachmentKind(Term):
    """What a file is that somebody adds to a case: by it the file finds its place in the 卷宗."""

    IDENTITY = "identity", "当事人身份证明"
    AUTHORITY = "authority", "授权委托书"
    INVESTIGATION = "investigation", "调查材料"
    EVIDENCE = "evidence", "证据材料"
    SIGNED_COPY = "signed_copy", "已签名文书的扫描件"
    HANDWRITTEN = "handwritten", "手写的记录或者表格"
    PERFORMANCE_PROOF = "performance_proof", "履行凭证"
    CONFIRMATION = "confirmation", "司法确认材料"
    OTHER = "other", "其他材料"

    @property
    def shows_numbers(self) -> bool:
        """Whether such a file always shows identity numbers, phones or addresses."""
        return self in (AttachmentKind.IDENTITY, AttachmentKind.AUTHORITY, AttachmentKind.CONFIRMATION)


class ExchangeKind(Term):
    """What a message to another installation tells."""

    OFFER = "offer", "移交案件"
    SIGNED = "signed", "已签收"
    RETURNED = "returned", "退回"
    RECALL = "recall", "请求撤回移交"
    RECALLED = "recalled", "同意撤回移交"
    ENDED = "ended", "移交前已结案"
    GIVEN_BACK = "given_back", "随结案交回"
    KEPT = "kept", "结果以本方为准"
    MOVED = "moved", "办理进展"
    HELD = "held", "承办组织变更"
    DECIDED = "decided", "法院立案结果"
    PAPER = "paper", "文书材料"
    REFUSED = "refused", "不能接收"


class ComplaintStanding(Term):
    """Where a complaint stands at its court, by the names of the states of 起诉立案."""

    RECEIVED = "received", "已收材料，审查立案"
    CORRECTING = "correcting", "等待补正"
    TO_NUMBER = "to_number", "应当立案，等待编号"
    APPEALED = "appealed", "已上诉，等待二审"
    REGISTERED = "registered", "已登记立案"
    GIVEN_BACK = "given_back", "没有补正，已退回"
    REFUSED = "refused", "裁定不予立案"
    REFUSAL_STANDS = "refusal_stands", "二审维持不予立案"
    WITHDRAWN = "withdrawn", "已撤回起诉"
    FILED_ELSEWHERE = "filed_elsewhere", "已经另行立案"


class OfferState(Term):
    """What became of a case that another installation offers."""

    WAITING = "waiting", "等待签收"
    SIGNED = "signed", "已签收"
    RETURNED = "returned", "已退回"
    RECALLED = "recalled", "对方已撤回"
    ENDED = "ended", "对方已结案"


class InboxState(Term):
    """How far a message that came is."""

    WAITING = "waiting", "等待前面的消息"
    APPLIED = "applied", "已办理"
    REFUSED = "refused", "不能接收"


class CarriedWay(Term):
    """What was done with an exchange file."""

    MADE = "made", "导出"
    LOOKED = "looked", "查看"
    TAKEN = "taken", "导入"
    REFUSED = "refused", "拒收"
