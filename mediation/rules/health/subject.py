"""What no court confirms: status, title, intellectual property, other procedures, what is no civil matter (355)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mediation.rules.health import articles
from mediation.rules.health.words import Words, look_for
from mediation.rules.health.written import AgreementWritten, Finding
from mediation.rules.messages import say

# Within one stretch between commas, so that two unrelated words never make a finding.
_MARRIAGE = re.compile(
    r"(解除|终止|结束|维持|恢复)[^，。；]{0,8}(婚姻|夫妻)关系|婚[^，。；]{0,8}(无效|有效|不成立)"
    r"|确认[^，。；]{0,10}(夫妻|婚姻)关系|(同意|自愿|协议|办理?|去|登记|双方|一起)[^，。；]{0,12}离婚(?!协议|后|时|判决)"
    r"|离婚证|不再是夫妻|(夫妻|婚姻)[^，。；]{0,6}(名分|到此为止)"
)
_PARENTAGE = re.compile(
    r"(系|是|为|确认)[^，。；]{0,12}(亲生|生父|生母)|亲子关系|断绝[^，。；]{0,14}[父母子女亲][^，。；]{0,4}关系"
    r"|脱离[^，。；]{0,6}[父母子女][^，。；]{0,4}关系|不再是[^，。；]{0,8}(父亲|母亲|儿子|女儿|子女)"
    r"|(承认|确认|存在)[^，。；]{0,14}(父子|母子|父女|母女|血缘|骨肉)|认领[^，。；]{0,6}(孩子|子女)|愿意认领"
)
_ADOPTION = re.compile(
    r"(解除|终止|成立|建立|确认|形成)[^，。；]{0,10}收养|收养关系[^，。；]{0,14}(解除|终止|成立|有效|无效)|送养|过继"
    r"|由[^，。；]{1,12}收养|(抱养|领养|收养)[^，。；]{0,12}(作废|不算|退回)"
)
_TITLE = re.compile(
    r"(归(?!还)|属于)[^，。；]{1,16}(所有|使用(?!费)|承包(?!费)|享有)|确认为[^，。；]{0,12}财产"
    r"|(确认|认定|承认)[^，。；]{0,20}(所有权|使用权|经营权|产权|居住权|地役权|归属)"
    r"|(所有权|使用权|承包经营权|产权|居住权)[^，。；]{0,8}(归(?!还)|属于|由|为)|以[^，。；]{1,20}为地?界"
    r"|[渠沟路墙界][东西南北内外][^，。；]{0,6}[由归][^，。；]{1,10}(使用|耕种|放牧|经营)"
    r"|(宅基地|房屋|院子|院落|耕地|草场|林地|车库|车位)[^，。；]{0,10}(划给|划归|分给|归(?!还))"
    r"|(使用权|所有权|承包权|经营权)[^，。；]{0,12}(占|享有|[一二三四五六七八九]成)"
)
_SETTLED = re.compile(r"没有争议|无争议|无异议|不涉及|登记为准")
_IP = re.compile(
    r"(商标|专利|著作|版权|商号|植物新品种)[^，。；]{0,14}(归|属于|由[^，。；]{1,10}(享有|所有))"
    r"|(确认|承认)[^，。；]{0,14}(商标权|专利|著作权|版权)"
)
_SPECIAL = re.compile(
    r"宣告[^，。；]{0,4}(失踪|死亡)|(认定|确认|宣告)[^，。；]{0,14}民事行为能力"
    r"|(变更|指定|撤销|担任|确定)[^，。；]{0,8}监护(人|权|资格)|监护(人|权|资格)[^，。；]{0,4}(变更|改)|公示催告|除权判决|破产|认定[^，。；]{0,8}无主"
)
_NOT_CIVIL = re.compile(
    r"(撤销|免除|变更|取消)[^，。；]{0,20}(行政处罚|处罚决定|处分|责任认定|低保|征收决定)|选举[^，。；]{0,6}(无效|重新)"
    r"|[评办拿][^，。；]{0,4}低保"
)
_LEAVE_OUT = say("把这一条从协议里去掉；身份关系到婚姻登记机关、公证机构办理或者起诉，协议只写钱和物怎么给")
TABLE = (
    Words(
        "subject.marriage",
        _MARRIAGE,
        say("约定了婚姻关系的解除、有效或者无效，法院不予受理"),
        _LEAVE_OUT,
        articles.STATUS,
        re.compile(r"已经?[^，。；]{0,10}离婚"),
    ),
    Words(
        "subject.parentage",
        _PARENTAGE,
        say("约定了亲子关系的有无，法院不予受理"),
        _LEAVE_OUT,
        articles.STATUS,
    ),
    Words(
        "subject.adoption",
        _ADOPTION,
        say("约定了收养关系的成立或者解除，法院不予受理"),
        _LEAVE_OUT,
        articles.STATUS,
    ),
    Words(
        "subject.title",
        _TITLE,
        say("确定了房屋、土地或者其他物归谁所有、由谁使用（物权确权），法院不予受理"),
        say("只写付多少钱、办什么手续、何时交付，不写归谁；土地的权属先申请人民政府处理"),
        articles.TITLE,
        _SETTLED,
    ),
    Words(
        "subject.ip",
        _IP,
        say("确定了商标、专利、著作权归谁（知识产权确权），法院不予受理"),
        say("只写许可费、停止使用等义务；归属另行起诉或者向主管部门申请"),
        articles.TITLE,
    ),
    Words(
        "subject.special",
        _SPECIAL,
        say("涉及宣告失踪、认定行为能力、指定监护人、破产等其他程序，法院不予受理"),
        say("这部分按相应的程序向法院申请，从协议里去掉"),
        articles.SPECIAL,
    ),
    Words(
        "subject.not_civil",
        _NOT_CIVIL,
        say("要改变行政处罚、处分、行政决定，不属于人民法院受理民事案件的范围"),
        say("对行政决定不服的申请行政复议或者提起行政诉讼，从协议里去掉"),
        articles.NOT_FOR_COURTS,
    ),
)


def check_subject(agreement: AgreementWritten) -> Iterator[Finding]:
    found = list(look_for(TABLE, agreement))
    yield from found
    if agreement.land_title and all(one.code != "subject.title" for one in found):
        title = next(words for words in TABLE if words.code == "subject.title")
        said = say("本案登记为土地、林地权属争议：确定归谁所有、由谁使用的，法院不予受理")
        yield Finding(title.code, said, title.mend, title.article)
