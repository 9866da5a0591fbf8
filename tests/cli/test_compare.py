#!/usr/bin/env python3
"""heng compare: two dates, two policy sets, groups, the distribution, and what is wrong with a file."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

heng, good = sys.argv[1], pathlib.Path(sys.argv[2])
folder = pathlib.Path(tempfile.mkdtemp())
people = folder / "people.csv"
people.write_text("编号,县区,救助身份,合规自付\n1,东区,低保对象,10000\n2,东区,低保边缘家庭成员,10000\n3,西区,特困人员,100.05\n"
                  "4,西区,低保对象,\n", encoding="utf-8")
other = folder / "other"
shutil.copytree(good, other)
relief = other / "relief.md"
relief.write_text(relief.read_text(encoding="utf-8").replace('| 0 | 0.70 |', '| 0 | 0.80 |').replace('| 2000 | 0.60 |', '| 4000 | 0.60 |'),
                  encoding="utf-8")


def run(*arguments, file=people):
    return subprocess.run([heng, "compare", *arguments, "--in", str(file), "--policies", str(good), "--lang", "zh"],
                          capture_output=True, text=True)


# other policies, same date: 7000 → 8000, 4800 → 3600, 70.035 → 80.04, nothing → nothing
r = run("救助金额", "--at", "2023-06-01", "--vs-policies", str(other), "--by", "县区", "--format", "json")
assert r.returncode == 0, r.stdout + r.stderr
answer = json.loads(r.stdout)
total = answer["total"]
assert total["rows"] == 4 and total["none"] == 1, total
assert (total["winners"], total["losers"], total["same"]) == (2, 1, 0), total
assert total["before"] == 11870.035 and total["after"] == 11680.04 and total["won"] == 1010.005 and total["lost"] == 1200, total
east, west = answer["groups"]
assert east["by"] == {"县区": "东区"} and east["change"] == -200 and west["change"] == 10.005, answer
rows = {b["change"]: b["rows"] for b in answer["distribution"]}
assert rows["-10000 … -1000"] == 1 and rows["100 … 1000"] == 1 and rows["0 … 100"] == 1 and sum(rows.values()) == 3, rows
assert "编号" in r.stderr, r.stderr

# before the first day there is no result: everybody with one has gained it
r = run("救助金额", "--at", "2022-06-01", "--vs", "2023-06-01", "--format", "csv")
assert r.returncode == 0, r.stderr
head, line = r.stdout.split()
assert dict(zip(head.split(","), line.split(",")))["gained"] == "3", r.stdout

# the table for people
r = run("救助金额", "--at", "2023-06-01", "--vs", "2024-06-01", "--by", "县区")
assert "合计" in r.stdout and "东区" in r.stdout and "每人增减" in r.stdout, r.stdout

# a structure needs its member
r = run("救助标准", "--at", "2023-06-01", "--vs", "2024-06-01")
assert r.returncode == 2 and "起付标准" in r.stderr and "救助比例" in r.stderr, r.stderr
r = run("救助标准.起付标准", "--at", "2023-06-01", "--vs-policies", str(other), "--format", "json")
assert json.loads(r.stdout)["total"]["won"] == 2000, r.stdout

# wrong rows are named, the rest is counted
bad = folder / "bad.csv"
bad.write_text("救助身份,合规自付\n低保对象,10000\n低保户,1\n低保对象,１０\n低保对象\n特困人员,10\n", encoding="utf-8")
r = run("救助金额", "--at", "2023-06-01", "--vs", "2024-06-01", "--format", "json", file=bad)
assert r.returncode == 1, r.stderr
assert json.loads(r.stdout)["total"]["rows"] == 2 and json.loads(r.stdout)["total"]["refused"] == 2, r.stdout
for words in ("第 3 行 “救助身份”", "第 4 行 “合规自付”", "第 5 行"):
    assert words in r.stderr, r.stderr

# wrong use
assert run("救助金颔", "--at", "2023-06-01", "--vs", "2024-06-01").returncode == 2
assert run("救助金额", "--at", "2023-06-01").returncode == 2
assert run("救助金额", "--at", "2023-06-01", "--vs", "2024-06-01", "--by", "街道").returncode == 2
assert run("救助金额", "--at", "2023-06-01", "--vs", "2024-06-01", file=folder / "none.csv").returncode == 3
latin = folder / "latin.csv"
latin.write_bytes("救助身份\n低保对象\n".encode("gb18030"))
assert run("救助金额", "--at", "2023-06-01", "--vs", "2024-06-01", file=latin).returncode == 3
shutil.rmtree(folder)
