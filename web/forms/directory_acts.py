"""What an administrator may do to a person, an organisation or a kind of dispute: each a page with what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mediation.rules.errors import NotThere
from mediation.rules.messages import Message, say


@dataclass(frozen=True, slots=True)
class ActForm:
    """The page of one act. `fields`: what is asked beside the reason, in that order."""

    title: Message
    lead: Message
    submit: Message
    fields: tuple[str, ...] = ()
    danger: bool = False
    asks_reason: bool = True


OF_PEOPLE: Mapping[str, ActForm] = {
    "stop": ActForm(
        say("停用账号"),
        say("下一次点击就退出，再也不能登录；账号、岗位和办过的事都留着，以后可以恢复。"),
        say("停用"),
        danger=True,
    ),
    "restore": ActForm(
        say("恢复使用账号"),
        say("密码还是原来的，没有到期的岗位照旧；不记得密码的另外重设。"),
        say("恢复使用"),
    ),
    "password": ActForm(
        say("重设密码"),
        say(
            "系统生成一个临时密码，只显示一次；他的全部登录随之结束，用临时密码登录以后必须先换掉。请当面核实是本人。"
        ),
        say("重设密码"),
        danger=True,
    ),
    "name": ActForm(
        say("更正姓名"),
        say("写错了、改了名的，从现在起各页都显示新的姓名；已经签发的文书不变。账号、岗位照旧。"),
        say("保存"),
        ("name",),
    ),
}
END_POST = ActForm(
    say("结束岗位"),
    say("写最后一天：过了那一天，下一次点击起就不再有这个岗位；写昨天或者更早，现在就没有。"),
    say("结束岗位"),
    ("last_on",),
    danger=True,
)
ADD_POST = ActForm(
    say("加一个岗位"), say("从那一天起有这个岗位。"), say("保存"), ("organisation", "role", "from_on")
)
NEW_PERSON = ActForm(
    say("新开账号"),
    say(
        "初始密码由系统生成，保存以后显示一次，请当面交给本人，登录以后必须先换掉。几十个人的，用表格导入更快。"
    ),
    say("保存"),
    ("account", "name", "organisation", "role", "from_on"),
)
NOTE_ENGAGEMENT = ActForm(
    say("登记专职、兼职"),
    say(
        "从那一天起算，到以后登记的一天为止；以前的日子照以前登记的，统计报表按那时的算。写错了的，同一天再登记一次。"
    ),
    say("保存"),
    ("engagement", "from_on"),
)
NOTE_TRAINING = ActForm(
    say("登记培训"),
    say("一次培训登记一次，按培训那一天算在统计期里。"),
    say("保存"),
    ("held_on", "hours", "subject", "held_by"),
    asks_reason=False,
)
WITHDRAW_TRAINING = ActForm(
    say("撤销培训登记"),
    say("登记错了的，撤销以后不再计入统计；撤销的理由留着。"),
    say("撤销"),
    danger=True,
)
OF_ORGANISATIONS: Mapping[str, ActForm] = {
    "names": ActForm(
        say("名称和编号"),
        say("从现在起用新的名称、简称和格式；已经签发的文书、已经编的号不变，序号接着原来的。"),
        say("保存"),
        ("organisation_name", "short_name", "number_pattern"),
    ),
    "stop": ActForm(
        say("停用组织"),
        say(
            "不再给它派案、移交；在那里的岗位不再起作用。组织、岗位和办过的案件都留着，以后可以恢复。还有事没有办完的，先办完或者移交。"
        ),
        say("停用"),
        danger=True,
    ),
    "restore": ActForm(
        say("恢复使用组织"), say("可以再给它派案、移交，没有到期的岗位照旧。"), say("恢复使用")
    ),
    "area": ActForm(
        say("加一个管辖地区"),
        say("从那一天起，这个地区的司法确认、起诉可以向这个法院提出；一个地区可以由几个法院管。"),
        say("保存"),
        ("region_code", "from_on"),
    ),
    "takes": ActForm(
        say("加一类受理的纠纷"),
        say("从今天起，分流建议把这一类也推荐给它。"),
        say("保存"),
        ("category_code",),
    ),
}
END_AREA = ActForm(
    say("结束管辖"),
    say("写最后一天；在那以前提出的还在这个法院办。"),
    say("结束管辖"),
    ("last_on",),
    danger=True,
)
LEAVE_CATEGORY = ActForm(
    say("不再受理"), say("写最后一天；已经在办的照常办完。"), say("不再受理"), ("last_on",), danger=True
)
NEW_CATEGORY = ActForm(
    say("新增纠纷类型"),
    say("对整个系统（所有地区）有效。代号写在导入的表格里，以后不能改。"),
    say("保存"),
    ("code", "category_name", "marks", "from_on"),
)
OF_CATEGORIES: Mapping[str, ActForm] = {
    "change": ActForm(
        say("改名称和标记"),
        say(
            "对整个系统（所有地区）有效，以前的案件和统计里也显示新名称：只用来改写法。含义变了的，停用这一类，另加一类。"
        ),
        say("保存"),
        ("category_name", "marks"),
    ),
    "end": ActForm(
        say("停用纠纷类型"),
        say("过了最后一天，登记时不能再选；登记过的案件、统计都不变。"),
        say("停用"),
        ("last_on",),
        danger=True,
    ),
    "restore": ActForm(say("恢复使用纠纷类型"), say("从现在起登记时又可以选。"), say("恢复使用")),
}


def act_form(acts: Mapping[str, ActForm], name: str) -> ActForm:
    """NotThere for what is no such act."""
    if name not in acts:
        raise NotThere
    return acts[name]
