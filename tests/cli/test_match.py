"""heng match as a person and a program meet it: one set of facts; a register, what changed since the last one.
usage: test_match.py HENG"""
import json
import pathlib
import subprocess
import sys
import tempfile

HENG = sys.argv[1]
POLICY = """# t

| 文号 | 甲〔2023〕1号 |
|---|---|
| 施行 | 2023-01-01 |
| 地域 | 甲市 |

## 单位
| 单位 | 显示 | 小数 |
|---|---|---|
| 元/月 | 每月{}元 | 2 |

## 事实
| 事实 | 类型 | 默认 | 允许 | 问 |
|---|---|---|---|---|
| 年龄 | 数 | | [0..150] | 几岁? |
| 收入 | 元/月 | | >= 0 | 每月收入多少? |
| 就业 | 是否 | | | 就业了吗? |

## 约束
| 约束 | 条件 | 说明 |
|---|---|---|
| 幼儿不就业 | not(就业 and 年龄 < 16) | 未满16岁却已就业 |

## 参数
| 参数 | 值 | 类型 | 起 | 止 | 条款 |
|---|---|---|---|---|---|
| 标准 | 700 | 元/月 | 2023-01-01 | 2023-12-31 | 一 |
| 标准 | 760 | 元/月 | 2024-01-01 | | 一 |

## 条件 可得低保 〔一〕
| 全部 | 条件 | 条款 |
|---|---|---|
| 收入低 | 收入 < 标准 | 一(二) |

## 决策 低保额 : 元/月 〔一〕
    标准 - 收入

## 权益 低保 〔一〕
| 对象 | 家庭 |
|---|---|
| 资格 | 可得低保 |
| 金额 | 低保额 |
"""


def check(what, wanted, got):
    if wanted != got:
        sys.exit(f"{what}: wanted {wanted!r}, got {got!r}")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "policies").mkdir()
        (folder / "policies" / "a.md").write_text(POLICY)

        def heng(*args, stdin=""):
            run = subprocess.run([HENG, "match", "--policies", str(folder / "policies"), "--lang", "zh", *args],
                                 input=stdin, capture_output=True, text=True)
            return run.returncode, run.stdout, run.stderr

        def written(path):
            return (folder / path).read_text().splitlines()[1:]

        # one person
        status, out, _ = heng("收入=100", "--at", "2023-06-01", "--format", "json")
        one = json.loads(out)["benefits"][0]
        check("status", 0, status)
        check("amount", ("entitled", "每月600.00元"), (one["state"], one["amount"]["text"]))
        status, out, _ = heng("--facts", "-", "--at", "2023-06-01", "--format", "json", stdin='{"收入": null}')
        check("not known is not asked again", None, json.loads(out)["next"])
        status, out, _ = heng("收入=700", "--at", "2023-06-01")
        check("the figures of a refusal", True, "700 < 700" in out and "收入低  甲〔2023〕1号 一(二)" in out)
        status, _, err = heng("就业=是", "年龄=3")
        check("contradiction", (1, True), (status, "E-CONTRADICT" in err))
        status, _, err = heng("收人=3")
        check("unknown fact", (1, True), (status, "收入" in err))
        check("a place nobody knows", 1, heng("收入=3", "--place", "乙市")[0])
        check("nothing asked", 2, heng()[0])
        check("--out alone", 2, heng("收入=1", "--out", "x")[0])

        # a register, in the order of its rows whatever the threads do
        rows = [f"P{i},{i % 1000}" for i in range(5000)]
        (folder / "in.csv").write_text("编号,收入\n" + "\n".join(rows) + "\n")
        status, _, err = heng("--in", str(folder / "in.csv"), "--out", str(folder / "1.csv"), "--all", str(folder / "all1.csv"),
                              "--at", "2023-06-01", "--threads", "3")
        check("status", 0, status)
        wanted = [f"P{i},新增,低保,{700 - i % 1000},,元/月,一,甲〔2023〕1号" for i in range(5000) if i % 1000 < 700]
        check("offers", wanted, written("1.csv"))

        # a year later: the standard rose; one income rose above it, one person left, one came
        rows[0], rows[1] = "P0,760", "P1,100"
        changed = [r for r in rows if not r.startswith("P2,")] + ["Q,759.99"]
        (folder / "in.csv").write_text("编号,收入\n" + "\n".join(changed) + "\n")
        status, _, _ = heng("--in", str(folder / "in.csv"), "--out", str(folder / "2.csv"), "--since", str(folder / "all1.csv"),
                            "--all", str(folder / "all2.csv"), "--at", "2024-06-01")
        two = written("2.csv")
        check("lower", True, "P1,降低,低保,660,699,元/月,一,甲〔2023〕1号" in two)
        check("higher", True, "P3,提高,低保,757,697,元/月,一,甲〔2023〕1号" in two)
        check("new", True, "Q,新增,低保,0.01,,元/月,一,甲〔2023〕1号" in two)
        check("ended", ["P0,终止,低保,,700,元/月,一,甲〔2023〕1号", "P2,终止,低保,,698,元/月,一,甲〔2023〕1号"],
              [r for r in two if "终止" in r])
        status, _, _ = heng("--in", str(folder / "in.csv"), "--out", str(folder / "3.csv"), "--since", str(folder / "all2.csv"),
                            "--at", "2024-06-01")
        check("nothing changed, nothing offered", [], written("3.csv"))
        check("changes are no full list", 3, heng("--in", str(folder / "in.csv"), "--out", str(folder / "4.csv"), "--since",
                                                  str(folder / "2.csv"))[0])

        # bad cells: named by row and column; what the person had does not end for them
        (folder / "bad.csv").write_text("编号,收入\nP3,１\nP4,-5\nP5,1,2\nP6,10\n")
        status, _, err = heng("--in", str(folder / "bad.csv"), "--out", str(folder / "5.csv"), "--since", str(folder / "all2.csv"),
                              "--at", "2024-06-01")
        check("status", 1, status)
        for place in ("bad.csv:2:2:", "bad.csv:3:2:", "bad.csv:4:1:"):
            check(place, True, place in err)
        five = written("5.csv")
        check("errors end nothing", [], [r for r in five if r.startswith(("P3,", "P4,", "P5,"))])
        check("the others do", True, any(r.startswith("P6,降低") for r in five))
        (folder / "bad.csv").write_text("编号,收人\nP3,1\n")
        status, _, err = heng("--in", str(folder / "bad.csv"), "--out", str(folder / "6.csv"))
        check("unknown column", (1, True), (status, "收入" in err))


main()
