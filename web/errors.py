"""Every refusal becomes a page here, once: its status, its heading, its sentence. Never a stack trace."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from mediation.rules import errors
from mediation.rules.errors import MediationError
from mediation.rules.messages import Message, say
from mediation.services.sign_in import SignInRefused
from mediation.services.verify_paper import VerifyingHeldUp

REFUSALS: Mapping[type[MediationError], tuple[int, Message]] = {
    errors.BadInput: (422, say("填写的内容需要更正")),
    errors.NotThere: (404, say("没有找到")),
    errors.NotAllowed: (403, say("不能办理")),
    errors.ConditionsUnmet: (409, say("条件还没有满足")),
    errors.WrongState: (409, say("现在不能办理这个步骤")),
    errors.StaleCase: (409, say("情况已有变化")),
    errors.KeyReused: (409, say("不能重复提交")),
    errors.Busy: (503, say("系统正忙")),
    errors.TooOften: (429, say("请稍后再试")),
    errors.StorageFailed: (507, say("保存失败")),
    errors.SetupError: (500, say("系统设置有误")),
    errors.DefinitionError: (500, say("系统设置有误")),
    SignInRefused: (403, say("不能登录")),
    VerifyingHeldUp: (429, say("查验太频繁")),
}
TROUBLE = (500, say("系统出了问题"))
"""Any other refusal comes from below: a damaged file, a seal that does not open."""

HTTP: Mapping[int, tuple[Message, Message]] = {
    400: (say("请求不完整"), say("页面可能已经过期。请返回上一页刷新后再试")),
    401: (say("请先登录"), say("登录已失效，请重新登录")),
    403: (say("不能办理"), say("您无权进行这项操作")),
    404: (say("没有找到"), say("没有这个页面，或者您无权查看")),
    405: (say("没有找到"), say("不能这样打开这个地址")),
    413: (say("内容太多"), say("提交的内容太大，没有保存")),
    500: (say("系统出了问题"), say("操作没有完成，数据没有改动。请稍后再试；如仍有问题，请联系管理员")),
}
ADDRESS: Mapping[str, tuple[Message, Message]] = {
    "host": (say("地址不对"), say("请使用本系统登记的网址访问")),
    "characters": (
        say("有不能保存的字符"),
        say("填写的内容里有看不见的控制字符，没有保存；请返回上一页删去后再提交"),
    ),
    "https": (say("连接不安全"), say("请使用以 https:// 开头的网址访问，以免个人信息在途中被人看到")),
}
RETRY_SECONDS = "5"


def answer_refusals(app: Flask) -> None:
    app.register_error_handler(MediationError, refusal_page)
    app.register_error_handler(HTTPException, _http_page)


def status_of(refusal: MediationError) -> int:
    """For views that show the refusal in their own page."""
    return _place_of(refusal)[0]


def refusal_page(refusal: MediationError) -> Response:
    """The page of a refusal, with all unmet conditions or all problems."""
    status, heading = _place_of(refusal)
    items: tuple[Message, ...] = ()
    if isinstance(refusal, errors.ConditionsUnmet):
        items = refusal.conditions
    elif isinstance(refusal, errors.BadInput) and len(refusal.problems) > 1:
        items = tuple(problem.message for problem in refusal.problems)
    if status >= 500:
        current_app.logger.error("%s refused %s", type(refusal).__name__, request.endpoint)
    sentence = HTTP[500][1] if status == 500 else refusal.message
    return _page(status, heading, sentence, items if len(items) > 1 else ())


def _place_of(refusal: MediationError) -> tuple[int, Message]:
    return next((REFUSALS[kind] for kind in type(refusal).__mro__ if kind in REFUSALS), TROUBLE)


def _http_page(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    status = error.code or 500
    if status == 413 and "most_uploaded" in g:
        return _page(status, HTTP[413][0], g.most_uploaded)
    if status == 400 and (reason := error.description or "") in ADDRESS:
        g.troubled = True
        return _page(status, *ADDRESS[reason])
    known = status if status in HTTP else (400 if status < 500 else 500)
    answer = _page(status, *HTTP[known])
    if status == 405:
        answer.headers.extend(error.get_headers())
        answer.headers["Content-Type"] = "text/html; charset=utf-8"
    return answer


def _page(status: int, heading: Message, sentence: Message, items: tuple[Message, ...] = ()) -> Response:
    if status >= 500:
        g.troubled = True
    answer = make_response(
        render_template("errors/refusal.html", heading=heading, sentence=sentence, items=items, status=status)
    )
    answer.status_code = status
    if status == 503:
        answer.headers["Retry-After"] = RETRY_SECONDS
    return answer
