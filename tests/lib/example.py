#!/usr/bin/env python3
"""Runs docs/examples/decide.c and holds its answer and its steps to the policy; checks that docs/library.md shows that program."""
import pathlib
import subprocess
import sys

program, policies = sys.argv[1], sys.argv[2]


def run(*facts):
    return subprocess.run([program, policies, "基本救助金额", "2023-06-01", *facts], capture_output=True, text=True)


good = run("救助身份", "低保对象", "合规自付", "10000")
assert good.returncode == 0, good.stderr
assert good.stdout.startswith("基本救助金额: 7,000.00元\n"), good.stdout
assert "救助类别 = 低保 本政办发〔2022〕30号 四(六);一(一)" in good.stdout, good.stdout

missing = run("救助身份", "低保对象")
assert missing.returncode == 1 and "E-MISSING" in missing.stderr and "合规自付" in missing.stderr, missing.stderr

wrong = run("救助身分", "低保对象")
assert wrong.returncode == 1 and "E-NAME" in wrong.stderr and "救助身份" in wrong.stderr, wrong.stderr

here = pathlib.Path(__file__).resolve().parents[2]
source = (here / "docs/examples/decide.c").read_text(encoding="utf-8")
page = (here / "docs/library.md").read_text(encoding="utf-8")
assert source.split("*/\n", 1)[1].strip() in page, "docs/library.md does not show docs/examples/decide.c"
