"""What tests of intake share: the places they need, and a form filled in rightly."""

from __future__ import annotations

import re
from typing import Any

from browsing import csrf_token
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mediation.bootstrap import Installation
from mediation.model import Case, Party, Region
from mediation.rules.vocabulary import Level

KAILU = "150523100201"
ID_NUMBER = "15052119800101231X"
OTHER_ID_NUMBER = "150521198505152228"


def furnish(installation: Installation) -> None:
    """Two counties with a village of the same name each, beside 保康村."""
    with installation.begin() as uow:
        uow.session.add_all(
            [
                _region("150521100000", "保康镇", Level.TOWNSHIP, "科左中旗保康镇", "保康镇 baokangzhen bkz"),
                _region("150523100000", "开鲁镇", Level.TOWNSHIP, "开鲁县开鲁镇", "开鲁镇 kailuzhen klz"),
            ]
        )
        uow.session.flush()
        uow.session.add(
            _region(
                KAILU,
                "和平村",
                Level.VILLAGE,
                "开鲁县开鲁镇和平村",
                "和平村 hepingcun hpc",
                "150523100000",
            )
        )
        uow.session.add(
            _region(
                "150521100201",
                "和平村",
                Level.VILLAGE,
                "科左中旗保康镇和平村",
                "和平村 hepingcun hpc",
                "150521100000",
            )
        )
        uow.commit()


def _region(code: str, name: str, level: Level, label: str, keys: str, parent: str | None = None) -> Region:
    return Region(code=code, name=name, level=level, label=label, search_keys=keys, parent_code=parent)


def filled(**changed: Any) -> dict[str, Any]:
    """The fields of a dispute between two people that can be registered; `__` in a name stands for a dot."""
    fields: dict[str, Any] = {
        "category_code": "neighbours",
        "source": "application",
        "difficulty": "ordinary",
        "region_code": "150521100200",
        "region_code_text": "保康村",
        "first_asked_on": "2026-11-20",
        "narrative": "水渠改道，两家争水。",
        "claim": "恢复水渠原状。",
        "parties.0.side": "applicant",
        "parties.0.kind": "natural",
        "parties.0.name": "张三",
        "parties.0.paper": "id_card",
        "parties.0.id_number": ID_NUMBER,
        "parties.0.mediation": "yes",
        "parties.1.side": "respondent",
        "parties.1.kind": "natural",
        "parties.1.name": "李四",
        "parties.1.paper": "none",
        "parties.1.paper_missing_reason": "未带证件",
        "parties.1.mediation": "yes",
    }
    fields.update({name.replace("__", "."): value for name, value in changed.items()})
    return {name: value for name, value in fields.items() if value is not None}


def sent(client: FlaskClient, path: str, fields: dict[str, Any], key: str = "") -> TestResponse:
    """Open the page and send the form with its own key."""
    page = client.get(path)
    assert page.status_code == 200, page.text[:2000]
    found = re.search(r'name="_key" value="([^"]+)"', page.text)
    assert found
    return client.post(path, data={"csrf_token": csrf_token(page), "_key": key or found[1], **fields})


def error_at(answer: TestResponse, field: str) -> str:
    """The sentence at the field, '' when there is none."""
    marked = f'id="f-{field.replace(".", "-")}-error">'
    return answer.text.split(marked, 1)[1].split("</p>", 1)[0] if marked in answer.text else ""


def count(installation: Installation, table: type[Any]) -> int:
    with installation.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def nothing_registered(installation: Installation) -> bool:
    return count(installation, Case) == count(installation, Party) == 0
