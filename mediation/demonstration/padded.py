"""Dossiers of a county's quarter made by lot, honest ones and fakes of six kinds, to measure the signs of padding by.

Nothing here knows the limits by which signs are found: the fakes are made as people would make them, some clumsily,
some with care, and the honest ones have the same parties, haste, late entries and forms that real ones have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from mediation.rules.clock import SHANGHAI
from mediation.rules.padding.looked import Looked, Meeting, SignKind, bare

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
TOWNSHIPS, VILLAGES = 8, 12


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


KINDS = words("neighbours family contract damages forest_land homestead traffic consumption")
WHO = words("申请人 被申请人 双方 原告一家 老人 儿媳 承包户 包工头 店主 司机 牧民 邻居 房东 租户 买方 卖方")
WHERE = words(
    "村东头的水渠边 南甸子的草场 两家院墙之间 镇上的修理铺 三组的机井旁 学校门口 砖厂工地 公路拐弯处 玉米地头 "
    "老宅后院 羊圈外面 合作社仓库 集市的摊位上 西坡的林带里 自建房的二楼 卫生室门前"
)
WHAT = words(
    "因为排水堵塞把墙根泡坏 牲口进地踩坏青苗 借款到期没有归还 垒墙时占了过道 停车时刮坏了车门 分家时没有写清房屋 "
    "收购玉米没有付清尾款 赡养老人谁来出钱说不拢 浇地轮次被抢 孩子打闹碰掉牙齿 退股时账目对不上 砍了界边的杨树 "
    "装修漏水泡了楼下 机器修了三次还是坏 租期没到就要收回房子 打工四个月没有领到工钱 离婚以后彩礼退多少 "
    "树荫遮住了庄稼 买的种子出苗很差 倒车撞伤了老人"
)
SAID = words(
    "一方拿出了当年的收条 另一方不认这笔账 在场的邻居都说见过 双方都提到三年前的口头约定 量了两遍尺寸才对上 "
    "看了医院的诊断和票据 翻出了分家时的字据 请来老支书回忆经过 去现场量了宽度 打电话问了当时的介绍人 "
    "吵了一个上午没有结果 中间有人摔门走了又被劝回来 老人流着泪说不想再闹 年轻人低头认了错 说到修墙的钱两边差得远 "
    "讲了相邻关系的规定 算了误工和材料的账 把账本一页一页对了一遍 先分开谈再坐到一起 提到孩子还要一起上学"
)
ENDED = words(
    "最后各让一步 约定秋收以后付清 当面赔了不是 重新立了界石 说好轮流浇地 把墙拆到原来的位置 两年分期还完 "
    "赔偿以后互不追究 修好以后再验收 每月月底送到老人手里 换了新机器 退还押金并结清水电 由合作社先垫付 "
    "各自承担一半 以后停车留出过道 把树移到自家地里"
)
FORM = words(
    "依照人民调解法的规定告知了双方当事人在调解活动中的权利和义务 调解员向双方宣读了协议内容双方表示没有异议 "
    "本协议自双方签字之日起生效双方应当自觉履行"
)
"""What the whole county writes."""
HABITS = words(
    "调解员耐心做工作讲道理摆事实 本着互谅互让的精神促成和解 结合乡规民约进行劝导 从邻里情分入手缓和情绪 "
    "采取背对背的办法分别听取意见 运用法律法规进行释法明理 先稳定情绪再分清是非 发挥嘎查老党员的作用一起劝说"
)
"""What one mediator writes in every record."""
DETAILS = words(
    "水渠 院墙 界石 青苗 羊圈 机井 过道 屋檐 地埂 草垛 围栏 粪堆 炕洞 门楼 水泵 电线 房梁 台阶 车棚 菜窖 欠条 "
    "收据 字据 存折 账本 合同 清单 照片 录音 发票 押金 尾款 利息 定金 租金 工钱 彩礼 药费 误工 饲料 种子 化肥 "
    "柴油 轮胎 玉米 黄豆 葵花 荞麦 绵羊 奶牛 骡子 母猪 鸡雏 杨树 柳树 榆树 果树 春天 秋后 腊月 清早 傍晚 前年 "
    "去年 上月 雨后 雪天 大风 半夜 晌午 集日 大儿 二弟 姑姑 舅舅 岳父 亲家 堂哥 侄子 孙女 老伴 会计 支书 队长 "
    "司机 木匠 瓦匠 电工 兽医 老师 店员 量过 搬走 推倒 砌上 堵住 挖开 借出 还清 拖欠 抵账 转卖 退回 修补 换新 "
    "看见 听说 记得 忘记 承认 否认 争吵 动手 拉开 劝住 道歉 让步 答应 反悔 签字 按印 作证 对质 核对 丈量 估价 "
    "打听 托人 捎话 等候 催要 躲开 找来 送到 留下 带走 分开 合伙 散伙 上锁 宽了 窄了 高了 低了 早先 后来 当时 "
    "眼下 起初 末了 好在 可是 因此 只好 仍然 再三 当面 私下 分头 一起 全部 部分"
)
"""What makes one dispute unlike another."""
PLACES = words("村委会 调解室 当事人家中 地头 镇司法所")


@dataclass(frozen=True, slots=True)
class Made:
    """The dossiers, and of each fake its kind."""

    dossiers: tuple[Looked, ...]
    fakes: dict[UUID, SignKind]
    last: date = LAST

    @property
    def asked(self) -> frozenset[UUID]:
        return frozenset(one.case_id for one in self.dossiers)


@dataclass(frozen=True, slots=True)
class Desk:
    """A committee with its mediator."""

    organisation_id: UUID
    person_id: UUID
    region_code: str
    habits: tuple[str, ...]
    form: tuple[str, ...]
    """What it writes in file after file, with what happened between; most have no such form."""


def quarter(seed: int, honest: int = 900, of_each: int = 10) -> Made:
    """A county's quarter: so many honest dossiers, and so many fakes of each kind."""
    return _Quarter(Random(seed)).made(honest, of_each)  # noqa: S311  nothing here is secret


def record_of(chance: Random) -> str:
    """What was said at a sitting, sentence by sentence, unlike any other."""
    said = chance.sample(SAID, 3)
    details = ["".join(chance.choices(DETAILS, k=chance.randint(5, 8))) for _ in range(4)]
    first = f"{chance.choice(WHO)}在{chance.choice(WHERE)}{chance.choice(WHAT)}"
    return "".join(f"{one}。" for one in (first, *said[:1], *details[:2], *said[1:], *details[2:]))


class _Quarter:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.n = 0
        self.desks = [self._desk(t, v) for t in range(TOWNSHIPS) for v in range(VILLAGES)]

    def made(self, honest: int, of_each: int) -> Made:
        true = list(self._honest(honest))
        fakes: dict[UUID, SignKind] = {}
        false: list[Looked] = []
        makers = {
            SignKind.COPIED: self._copies,
            SignKind.AGAIN: self._again,
            SignKind.TWO_PLACES: self._two_places,
            SignKind.EARLY: self._early,
            SignKind.HEAP: self._heap,
            SignKind.SPLIT: self._split,
        }
        plain_ones = [one for one in true if one.family == one.case_id]
        for kind, make in makers.items():
            for one in make(plain_ones, of_each):
                fakes[one.case_id] = kind
                false.append(one)
        whole = true + false
        self.chance.shuffle(whole)
        return Made(tuple(whole), fakes)

    # ---- honest ones

    def _honest(self, n: int) -> Iterator[Looked]:
        """Of a hundred: eighty-eight by themselves, the rest in series, again, on the same day and entered late."""
        taken: dict[UUID, list[tuple[datetime, datetime]]] = {}
        made = 0
        while made < n:
            lot, desk = self.chance.random(), self.chance.choice(self.desks)
            if lot < 0.01:
                group = list(self._series(desk))
            elif lot < 0.02:
                group = list(self._twice(desk))
            elif lot < 0.03:
                group = list(self._late_few(desk))
            else:
                group = [self._one(desk)]
            for one in group:
                yield self._at_a_free_hour(one, taken)
            made += len(group)

    def _series(self, desk: Desk) -> Iterator[Looked]:
        """示范调解: one text, one sitting, one day, several parties against one; openly a series."""
        model, company = self._one(desk), self._person()
        yield replace(model, parties=frozenset({self._person(), company}))
        for _ in range(self.chance.randint(2, 8)):
            follower = self._new()
            yield replace(
                model,
                case_id=follower,
                number=self._number(),
                family=model.case_id,
                parties=frozenset({self._person(), company}),
            )

    def _twice(self, desk: Desk) -> Iterator[Looked]:
        """The same neighbours come back months later, or openly for the same thing."""
        first = self._one(desk)
        yield first
        second = replace(self._one(desk), parties=first.parties)
        if self.chance.random() < 0.5:
            yield replace(second, family=first.case_id, category=first.category)
        else:
            other = [kind for kind in KINDS if kind != first.category]
            yield replace(second, category=self.chance.choice(other))

    def _late_few(self, desk: Desk) -> Iterator[Looked]:
        """A village without a network enters the few cases of its month together."""
        at = datetime.combine(self._day(), time(16), SHANGHAI).astimezone(UTC)
        for n in range(self.chance.randint(2, 4)):
            yield replace(self._one(desk), entered_at=at + timedelta(minutes=20 * n))

    def _one(self, desk: Desk) -> Looked:
        accepted, who = self._day(), (self._person(), self._person())
        began = datetime.combine(
            accepted + timedelta(days=self.chance.choice((0, 0, 0, 1, 2, 5, 9))),
            time(self.chance.randint(8, 17), self.chance.choice((0, 10, 15, 20, 30, 40, 50))),
            SHANGHAI,
        ).astimezone(UTC)
        ended = began + timedelta(minutes=self.chance.choice((30, 40, 45, 60, 80, 90, 120)))
        signed_at = ended + timedelta(minutes=self.chance.randint(5, 60))
        late = timedelta(days=self.chance.choice((0, 0, 0, 0, 0, 1, 1, 2, 3, 6)))
        return Looked(
            case_id=self._new(),
            number=self._number(),
            organisation_id=desk.organisation_id,
            category=self.chance.choice(KINDS),
            family=UUID(int=self.n),
            parties=frozenset(who),
            entered_by=desk.person_id,
            entered_at=signed_at + late,
            accepted_on=accepted,
            text=self._text(desk),
            meetings=(self._meeting(desk, began, ended),),
            signed_on=signed_at.astimezone(SHANGHAI).date() if self.chance.random() < 0.7 else None,
            signed_by=signed_at + late,
        )

    def _at_a_free_hour(self, one: Looked, taken: dict[UUID, list[tuple[datetime, datetime]]]) -> Looked:
        """An honest mediator sits in one place; once in a thousand somebody writes down a wrong day."""
        if one.family != one.case_id or self.chance.random() < 0.001:
            return one
        (meeting,) = one.meetings
        person = next(iter(meeting.mediators))
        for _ in range(60):
            began, ended = meeting.began_at, meeting.ended_at or meeting.began_at
            hours = taken.setdefault(person, [])
            if all(ended <= start or began >= end for start, end in hours):
                hours.append((began, ended))
                return self._moved(one, meeting)
            by = timedelta(minutes=10 * self.chance.randint(3, 30))
            meeting = replace(meeting, began_at=began + by, ended_at=ended + by)
        return self._moved(one, meeting)

    def _moved(self, one: Looked, meeting: Meeting) -> Looked:
        by = meeting.began_at - one.meetings[0].began_at
        signed = (one.signed_by + by) if one.signed_by else None
        on = signed.astimezone(SHANGHAI).date() if signed and one.signed_on else None
        return replace(
            one, meetings=(meeting,), entered_at=one.entered_at + by, signed_by=signed, signed_on=on
        )

    # ---- fakes

    def _copies(self, true: Sequence[Looked], n: int) -> Iterator[Looked]:
        """Another one's text with other names and figures; words changed, a sentence dropped or added."""
        for model in self.chance.sample([one for one in true if len(one.text) > 90], n):
            desk = self._of(model)
            copy = self._one(desk)
            entered = max(copy.entered_at, model.entered_at + timedelta(days=self.chance.randint(1, 20)))
            yield replace(copy, text=self._disguised(model.text), entered_at=entered)

    def _disguised(self, text: str) -> str:
        changed = list(text)
        for _ in range(self.chance.randint(0, max(2, len(text) // 40))):
            changed[self.chance.randrange(len(changed))] = self.chance.choice("某该其又也曾即便已")
        made = "".join(changed)
        way = self.chance.random()
        if way < 0.25:
            cut = self.chance.randint(0, len(made) - 15)
            made = made[:cut] + made[cut + self.chance.randint(5, 15) :]
        elif way < 0.5:
            made += self.chance.choice(SAID)
        return made

    def _again(self, true: Sequence[Looked], n: int) -> Iterator[Looked]:
        """Relatives who lend their names: the same two, month after month, for anything."""
        left = n
        while left > 0:
            desk, who = self.chance.choice(self.desks), frozenset({self._person(), self._person()})
            size = min(left, self.chance.randint(3, 5)) if left >= 6 else left
            for _ in range(max(3, size)):
                yield replace(self._one(desk), parties=who)
                left -= 1

    def _two_places(self, true: Sequence[Looked], n: int) -> Iterator[Looked]:
        """Hours made up at the desk, while the mediator sat somewhere else."""
        for real in self.chance.sample(list(true), n):
            (meeting,) = real.meetings
            ended = meeting.ended_at or meeting.began_at
            desk = self._of(real)
            invented = self._one(desk)
            began = meeting.began_at + timedelta(minutes=self.chance.choice((-20, -10, 0, 5, 10, 15)))
            place = self.chance.choice([one for one in PLACES if one != meeting.place])
            held = replace(
                invented.meetings[0],
                began_at=began,
                ended_at=max(ended, began + timedelta(minutes=30)),
                place=place,
            )
            entered = max(real.entered_at, held.ended_at or began) + timedelta(
                hours=self.chance.randint(1, 90)
            )
            day = held.began_at.astimezone(SHANGHAI).date()
            yield replace(
                invented,
                meetings=(held,),
                accepted_on=day,
                entered_at=entered,
                signed_on=day,
                signed_by=entered,
            )

    def _early(self, true: Sequence[Looked], n: int) -> Iterator[Looked]:
        """Signatures gathered first, on blank paper; the record was written days later."""
        for _ in range(n):
            one = self._one(self.chance.choice(self.desks))
            first = one.meetings[0].began_at.astimezone(SHANGHAI).date()
            signed = first - timedelta(days=self.chance.randint(1, 6))
            yield replace(one, signed_on=signed, accepted_on=min(one.accepted_on, signed))

    def _heap(self, true: Sequence[Looked], n: int) -> Iterator[Looked]:
        """The last evening: whatever is wanting for the quarter, dated back."""
        left = n
        while left > 0:
            desk, size = self.chance.choice(self.desks), max(5, min(left, self.chance.randint(5, 9)))
            at = datetime.combine(
                LAST - timedelta(days=self.chance.randint(0, 3)), time(19, 30), SHANGHAI
            ).astimezone(UTC)
            for n_th in range(size):
                one = self._one(desk)
                back = timedelta(days=self.chance.randint(20, 80))
                accepted = at.astimezone(SHANGHAI).date() - back
                by = datetime.combine(accepted, time(8), SHANGHAI).astimezone(UTC) + timedelta(
                    minutes=70 * n_th
                )
                held = replace(one.meetings[0], began_at=by, ended_at=by + timedelta(minutes=45))
                entered = at + timedelta(minutes=6 * n_th)
                yield replace(
                    one,
                    accepted_on=accepted,
                    meetings=(held,),
                    entered_at=entered,
                    signed_on=accepted,
                    signed_by=entered,
                )
                left -= 1

    def _split(self, true: Sequence[Looked], n: int) -> Iterator[Looked]:
        """One accident, and a case each for the doctor, the car and the lost wages."""
        left = n
        while left > 0:
            real = self.chance.choice(list(true))
            for _ in range(min(left, self.chance.randint(1, 2))):
                part = self._one(self._of(real))
                accepted = real.accepted_on + timedelta(days=self.chance.randint(0, 10))
                entered = max(part.entered_at, real.entered_at + timedelta(hours=self.chance.randint(1, 200)))
                yield replace(
                    part,
                    parties=real.parties,
                    category=real.category,
                    accepted_on=accepted,
                    entered_at=entered,
                )
                left -= 1

    # ---- parts

    def _desk(self, township: int, village: int) -> Desk:
        code = f"150521{100 + township}{200 + village}"
        habits = self.chance.sample(HABITS, 2)
        if self.chance.random() < 0.15:  # one who fills in a form of their own
            habits.append("".join(self._detail() for _ in range(self.chance.randint(2, 5))))
        form = []
        if self.chance.random() < 0.06:
            form = [self._detail() for _ in range(self.chance.randint(8, 14))]
        return Desk(self._new(), self._new(), code, tuple(habits), tuple(form))

    def _of(self, one: Looked) -> Desk:
        return next(desk for desk in self.desks if desk.organisation_id == one.organisation_id)

    def _meeting(self, desk: Desk, began: datetime, ended: datetime) -> Meeting:
        by_phone = self.chance.random() < 0.08
        return Meeting(
            began_at=began,
            ended_at=ended if self.chance.random() < 0.85 else None,
            place=self.chance.choice(PLACES),
            told=desk.region_code,
            region_code=desk.region_code,
            in_person=not by_phone,
            mediators=frozenset({desk.person_id}),
        )

    def _text(self, desk: Desk) -> str:
        if desk.form and self.chance.random() < 0.8:
            return self._filled_in(desk.form)
        pick = self.chance.sample
        said = pick(SAID, self.chance.randint(2, 5))
        parts = [
            self.chance.choice(FORM),
            f"{self.chance.choice(WHO)}在{self.chance.choice(WHERE)}{self.chance.choice(WHAT)}",
            *said[:1],
            *(self._detail() for _ in range(self.chance.randint(1, 3))),
            self.chance.choice(desk.habits[:2]),
            *desk.habits[2:],
            *said[1:],
            *(self._detail() for _ in range(self.chance.randint(0, 3))),
            f"{self.chance.choice(WHO)}同意{self.chance.choice(ENDED)}",
            self.chance.choice(ENDED),
            self.chance.choice(FORM),
        ]
        return bare(parts, ())

    def _filled_in(self, form: Sequence[str]) -> str:
        """A third or so of it is what happened."""
        cut = len(form) // 3
        parts = [
            self.chance.choice(FORM),
            f"{self.chance.choice(WHO)}在{self.chance.choice(WHERE)}{self.chance.choice(WHAT)}",
            *form[:cut],
            *(self._detail() for _ in range(self.chance.randint(2, 4))),
            *form[cut:],
            self.chance.choice(SAID),
            *(self._detail() for _ in range(self.chance.randint(1, 2))),
            self.chance.choice(ENDED),
        ]
        return bare(parts, ())

    def _detail(self) -> str:
        return "".join(self.chance.choices(DETAILS, k=self.chance.randint(5, 9)))

    def _day(self) -> date:
        return FIRST + timedelta(days=self.chance.randrange((LAST - FIRST).days - 9))

    def _person(self) -> str:
        return f"{self.chance.getrandbits(60):x}"

    def _new(self) -> UUID:
        self.n += 1
        return UUID(int=self.n)

    def _number(self) -> str:
        return f"（2026）人调字第{self.n}号"
