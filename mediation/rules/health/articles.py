"""The articles on which findings rest, as they are cited."""

from mediation.rules.messages import say

NOT_FOR_COURTS = say("民诉法司法解释第三百五十五条第一款第一项")
NOT_THIS_COURT = say("民事诉讼法第二百零五条；民诉法司法解释第三百五十五条第一款第二项")
STATUS = say("民诉法司法解释第三百五十五条第一款第三项")
SPECIAL = say("民诉法司法解释第三百五十五条第一款第四项")
TITLE = say("民诉法司法解释第三百五十五条第一款第五项")
AGAINST_LAW = say("民诉法司法解释第三百五十八条第一项；民法典第一百五十三条")
HARM = say("民诉法司法解释第三百五十八条第二项；民法典第四百六十五条、第五百二十三条")
PUBLIC_ORDER = say("民诉法司法解释第三百五十八条第三项；民法典第一百五十三条")
UNCLEAR = say("民诉法司法解释第三百五十八条第五项；人民调解法第二十九条")
RATE = say("民间借贷司法解释第二十五条；违约金见民法典第五百八十五条")
JOINTLY = say("民事诉讼法第二百零五条；民诉法司法解释第三百五十一条")
THIRTY_DAYS = say("民事诉讼法第二百零五条；人民调解法第三十三条")
PAPERS = say("民诉法司法解释第三百五十四条；确认程序若干规定第三条")
SERVICE = say("民诉法司法解释第三百五十三条、第三百五十四条")
GUARDIAN = say("民法典第十九条至第二十三条、第一百四十五条")
AGENT = say("民事诉讼法第六十二条")
REPRESENTATIVE = say("民事诉讼法第五十六条、第五十七条")
REGISTERED = say("最高法2025年立案与调解意见第四条；民事诉讼法第二百零五条")
IN_WRITING = say("人民调解法第二十八条；确认程序若干规定第三条")
MARKS = say("人民调解法第二十九条")
