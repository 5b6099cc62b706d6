"""The document worker as a process of its own: `python -m mediation.commands.worker_process`."""

from mediation.commands.worker import command

if __name__ == "__main__":
    command()
