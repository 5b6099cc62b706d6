"""The kinds of dispute that an Inner Mongolian league printed in 2021, and those practice has added since."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LABOUR = {"migrant_wages", "labour"}
NAMES = (
    ("family", "婚姻家庭纠纷"),
    ("neighbours", "邻里纠纷"),
    ("homestead", "房屋宅基地纠纷"),
    ("contract", "合同纠纷"),
    ("production", "生产经营纠纷"),
    ("damages", "损害赔偿纠纷"),
    ("forest_land", "山林土地纠纷"),
    ("expropriation", "征地拆迁纠纷"),
    ("pollution", "环境污染纠纷"),
    ("migrant_wages", "拖欠农民工工资纠纷"),
    ("labour", "其他劳动争议纠纷"),
    ("tourism", "旅游纠纷"),
    ("e_commerce", "电子商务纠纷"),
    ("consumption", "其他消费纠纷"),
    ("medical", "医疗纠纷"),
    ("traffic", "道路交通事故纠纷"),
    ("property_service", "物业纠纷"),
    ("intellectual_property", "知识产权纠纷"),
    ("internet_finance", "互联网金融纠纷"),
    ("village_affairs", "村务管理纠纷"),
    ("campus", "校园纠纷"),
    ("other", "其他纠纷"),
)

categories = sa.table(
    "categories",
    sa.column("code", sa.String),
    sa.column("name", sa.String),
    sa.column("ordinal", sa.Integer),
    sa.column("labour", sa.Boolean),
    sa.column("land_title", sa.Boolean),
)


def upgrade() -> None:
    there = set(op.get_bind().scalars(sa.select(categories.c.code)))
    op.bulk_insert(
        categories,
        [
            {
                "code": code,
                "name": name,
                "ordinal": ordinal,
                "labour": code in LABOUR,
                "land_title": code == "forest_land",
            }
            for ordinal, (code, name) in enumerate(NAMES, 1)
            if code not in there
        ],
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM categories WHERE code NOT IN (SELECT category_code FROM cases) "
        "AND code NOT IN (SELECT category_code FROM organisation_categories)"
    )
