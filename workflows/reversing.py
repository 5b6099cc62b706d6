"""撤销一步: which steps may be taken back when they were taken by mistake, and why the others may not.

Beside the definitions: no version of them changes by it. Every step of every definition stands here once.
What is taken back must be the newest step of its matter; who may is `Permission.REVERSE` at the organisation that
took it: the head of the committee, the presiding judge or the liaison of the court, the supervisor or officer.
"""

from collections.abc import Iterable, Mapping

from mediation.rules.messages import Message, say

REVERSIBLE = frozenset(
    {
        "dispute:try_settlement",
        "dispute:settle",
        "dispute:fail_settlement",
        "dispute:skip_settlement",
        "dispute:accept",
        "dispute:refuse",
        "dispute:appoint",
        "dispute:replace_mediator",
        "dispute:hold_sitting",
        "dispute:reach_agreement",
        "dispute:revise_agreement",
        "dispute:resume_mediation",
        "dispute:suspend",
        "dispute:resume",
        "dispute:extend",
        "dispute:terminate",
        "dispute:withdraw",
        "dispute:go_to_court",
        "dispute:go_to_arbitration",
        "dispute:go_to_government",
        "dispute:sue_afterwards",
        "dispute:record_filing",
        "dispute:lift_danger",
        "dispute:visit",
        "confirmation:withdraw_application",
        "confirmation:accept_application",
        "confirmation:refuse_application",
        "confirmation:prepare_ruling",
        "confirmation:rule",
        "confirmation:reject",
        "confirmation:allow_withdrawal",
        "confirmation:deem_withdrawn",
        "confirmation:ask_supplement",
        "confirmation:record_supplement",
        "confirmation:extend_ruling",
        "confirmation:raise_objection",
        "confirmation:seal",
        "confirmation:seal_other",
        "performance:record_performance",
        "performance:remind",
        "performance:press",
        "performance:mark_broken",
        "performance:change_duty",
        "performance:replace_duty",
        "performance:ask_enforcement",
        "performance:end_enforcement",
        "performance:reopen_duty",
        "referral:hear_back",
        "referral:withdraw",
        "joint:join",
        "joint:end",
        "call_up:solve",
        "call_up:confirm",
        "order:lift",
        "meeting:resolve",
        "meeting:no_resolution",
        "meeting:cancel",
    }
)


def _because(why: Message, *tags: str) -> Iterable[tuple[str, Message]]:
    return ((tag, why) for tag in tags)


FINAL: Mapping[str, Message] = dict(
    (
        *_because(
            say(
                "签名、盖章是当事人自己作出的，不能替他撤销；文本有误的，各方签齐以前可以「不签署，退回调解」"
            ),
            "dispute:sign",
        ),
        *_because(
            say("签名是当事人自己作出的，不能替他撤销；不再申请的，由当事人撤回申请"),
            "confirmation:sign_application",
        ),
        *_because(
            say("协议已经生效，对各方有约束力，只能由各方另行约定（人民调解法第三十一条）"),
            "dispute:take_effect",
            "dispute:take_effect_partly",
            "dispute:agree_orally",
        ),
        *_because(
            say("材料已经送到接收组织；对方签收以前可以「撤回移交」"),
            "dispute:offer",
            "dispute:entrust",
            "dispute:delegate",
            "dispute:guide",
        ),
        *_because(
            say("接收组织已经签收，责任已经转移；要交回的，另行移交"),
            "hand_over:sign_for",
            "dispute:receive_unaccepted",
            "dispute:receive_accepted",
            "dispute:receive_entrusted",
            "dispute:receive_entrusted_summary",
            "dispute:receive_delegated",
            "dispute:receive_under_court_term",
        ),
        *_because(
            say("已经退回移出组织；退错了的，请移出组织再次移交"),
            "hand_over:return",
            "hand_over:return_for_decision",
        ),
        *_because(
            say("已经报上级决定；不需要决定的，可以「撤回移交」"),
            "hand_over:ask_for_decision",
        ),
        *_because(
            say("上级的决定已经送达两个组织；要改的，由承办组织另行移交"),
            "hand_over:decide_receiver",
            "hand_over:decide_sender",
        ),
        *_because(say("移交已经撤回；还要移交的，再次移交"), "hand_over:call_back"),
        *_because(
            say("法院已经登记立案，案号已经给出；由法院依诉讼程序处理"),
            "dispute:file_suit",
        ),
        *_because(
            say("案件已经转给审判庭，由法院依诉讼程序处理"),
            "dispute:go_to_trial",
        ),
        *_because(
            say("期限届满的后果由法律规定，不能撤销"),
            "dispute:end_of_medical_term",
            "dispute:end_of_first_mediation",
            "dispute:end_of_delegation",
        ),
        *_because(
            say("新的案件已经立起来，有自己的经过；不需要的，在新案里撤回或者并案"),
            "dispute:mediate_again",
            "dispute:split_off",
        ),
        *_because(say("当事人已经到主案里；要分开的，在主案里分案"), "dispute:merge"),
        *_because(
            say("报告已经送到有关机关；情况不实或者已经消除的，用「解除激化风险」写明理由"),
            "dispute:report_danger",
        ),
        *_because(
            say("请求已经送到对方；不需要的，在那一件事项里撤回"),
            "dispute:refer",
            "dispute:invite",
            "dispute:call_county",
            "dispute:call_meeting",
            "dispute:issue_order",
        ),
        *_because(
            say("申请书已经形成；不再申请的，由当事人撤回申请"),
            "dispute:apply_for_confirmation",
        ),
        *_because(
            say("申请已经送到法院；不再申请的，由当事人撤回申请"),
            "confirmation:submit",
        ),
        *_because(
            say("裁定书已经送达，当事人的异议期限已经开始"),
            "confirmation:serve",
            "confirmation:serve_other",
        ),
        *_because(
            say("对异议的裁定已经作出，只能依法律规定的程序改变"),
            "confirmation:dismiss_objection",
            "confirmation:uphold_objection",
            "confirmation:vary_ruling",
        ),
        *_because(
            say("答复已经送到对方；还需要的，再次邀请、再次呼叫或者要求再办"),
            "joint:decline",
            "joint:leave",
            "joint:withdraw",
            "call_up:dispatch",
            "call_up:respond",
            "call_up:not_ours",
            "call_up:not_solved",
            "call_up:withdraw",
            "order:answer",
            "order:ask_again",
            "order:take_back",
        ),
        *_because(
            say("这一步由系统随前一步办理，随前一步一起撤销"),
            "dispute:count_medical_term",
            "dispute:count_labour_term",
            "performance:perform_in_time",
            "performance:perform_late",
            "hand_over:lapse",
            "referral:lapse",
            "joint:lapse",
            "call_up:lapse",
            "order:lapse",
            "meeting:lapse",
        ),
    )
)
