#!/usr/bin/env python3
"""Loads the extension into the sqlite3 program and asks it the questions of docs/library.md."""
import subprocess
import sys

program, extension, policies = sys.argv[1:4]
facts = "json_object('救助身份', '低保对象', '合规自付', 50000)"
script = f""".load {extension.removesuffix('.so')} sqlite3_heng_init
select heng_open('{policies}') > 100;
select heng('基本救助金额', {facts}, '2023-06-01');
select count(*) from heng_decide('医疗救助', {facts}, '2023-06-01');
"""
run = subprocess.run([program, ":memory:"], input=script, capture_output=True, text=True)
assert run.stdout == "1\n20000\n9\n", run.stdout + run.stderr
