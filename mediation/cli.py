"""The command line: fixed names, each command loaded only when it is called."""

from __future__ import annotations

import importlib
import sys

import click

GROUPS = {
    "accounts": "账号：重设忘记的密码",
    "db": "数据库：升级、备份、恢复",
    "documents": "文书样张",
    "events": "核验办案记录链",
    "deadlines": "期限：提醒、标出逾期、办理期满的事",
    "workflows": "流程定义：检查、打印",
    "case": "查看案件",
    "import": "导入行政区划、组织、人员",
    "export": "导出统计表",
    "exchange": "与另一个系统用文件交换案件",
}
COMMANDS = {
    "demo": "载入演示数据",
    "serve": "启动网页服务和文书生成",
    "worker": "只启动文书生成",
    "backlog": "各级未结、逾期、已结案件数",
    "statistics": "统计期的各项数字，逐件核对",
    "simulate": "推演：改变人手、期限以后，积案和等待会怎样",
}
MODULES = {"import": "imports"}
"""Where a command's name cannot be a module's."""


class Lazy(click.Group):
    """Knows the names; imports mediation.commands.<name> only for the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({**GROUPS, **COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in GROUPS and name not in COMMANDS:
            return None
        module = MODULES.get(name, name)
        command: click.Command = importlib.import_module(f"mediation.commands.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令 Commands"):
            formatter.write_dl(sorted({**GROUPS, **COMMANDS}.items()))


@click.command(cls=Lazy)
def program() -> None:
    """人民调解办案系统 · people's mediation: 和解第一、非诉第二、诉讼兜底."""


def main() -> None:
    """Run; a refusal is one sentence on standard error and exit code 1."""
    from mediation.rules.errors import BadInput, MediationError

    try:
        program(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BadInput as bad:
        for problem in bad.problems:
            click.echo(str(problem.message), err=True)
        sys.exit(1)
    except MediationError as refusal:
        click.echo(str(refusal.message), err=True)
        sys.exit(1)
    except Exception as error:
        click.echo(_trouble(error), err=True)
        sys.exit(1)


def _trouble(error: Exception) -> str:
    """What the disk or the database refused, in one sentence; anything else goes on."""
    from mediation.adapters.database import is_storage_failure
    from mediation.rules.messages import say

    if isinstance(error, OSError) and error.filename is not None:
        return f"不能读写 {error.filename}：{error.strerror}"
    if not is_storage_failure(error):
        raise error
    why = str(getattr(error, "orig", error)).strip().partition("\n")[0]
    return str(say("磁盘或者数据库拒绝了操作：{why}", why=why))
