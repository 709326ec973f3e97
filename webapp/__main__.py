"""``python -m webapp`` is the command ``zhishu``."""

from webapp.cli import main

if __name__ == "__main__":
    main(prog_name="zhishu")
