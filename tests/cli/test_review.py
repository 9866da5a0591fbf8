"""heng policy boundaries, conflicts, expiring and export as a person meets them: test_review.py HENG"""
import csv
import io
import os
import subprocess
import sys
import tempfile
import unittest

HENG = sys.argv.pop(1)

UNITS = "## 单位\n| 单位 | 显示 | 小数 | 英文 |\n|---|---|---|---|\n| 元 | {}元 | 2 | {} yuan |\n\n"


def document(number, start, place, rest, until=""):
    return (f"# 办法{number}\n\n| 文号 | 甲政发〔{number}〕1号 |\n|---|---|\n| 施行 | {start} |\n"
            f"| 截止 | {until} |\n| 地域 | {place} |\n\n{rest}")


FILES = {
    "units.md": "# 补贴\n\n| 性质 | 词汇 |\n|---|---|\n\n" + UNITS
                + "## 事实\n| 事实 | 类型 | 默认 |\n|---|---|---|\n| 收入 | 元 | 0 |\n",
    "old.md": document(2019, "2019-01-01", "甲省/甲市", "## 决策 补贴 : 元 〔三(一)〕\n"
                       "    if 收入 < 500 then 100 else 0\n\n"
                       "## 参数\n| 参数 | 值 | 类型 | 起 | 止 | 条款 |\n|---|---|---|---|---|---|\n"
                       "| 单价 | 5 | 元 | 2019-01-01 | 2020-12-31 | 五 |\n"
                       "| 上限 | 9 | 元 | 2019-01-01 | 2023-03-31 | 六 |\n"
                       "| 底数 | 待定 | 元 | | | 七 |\n| 旧数 | 1 | 元 | | | 八 |\n"),
    "new.md": document(2022, "2022-07-01", "甲省/甲市",
                       "## 决策 补贴 : 元 〔四(二)〕\n    if 收入 < 800 then 200 else 0\n"),
    "other.md": document(2021, "2021-01-01", "甲省/乙市",
                         "## 决策 补贴 : 元 〔一〕\n    if 收入 < 300 then 50 else 0\n"),
}


class Review(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        for name, text in FILES.items():
            with open(os.path.join(cls.folder.name, name), "w", encoding="utf-8") as out:
                out.write(text)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def heng(self, *args, status=0, language="zh"):
        done = subprocess.run([HENG, *args, "--lang", language, "--policies", self.folder.name],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout if status == 0 else done.stderr

    def rows(self, *args, **more):
        return list(csv.DictReader(io.StringIO(self.heng(*args, "--format", "csv", **more))))

    def test_one_line_for_a_pair_of_documents_that_a_place_sees_together(self):
        found = [r for r in self.rows("policy", "conflicts") if r["name"] == "补贴"]
        self.assertEqual(len(found), 1)
        self.assertEqual(found[0]["first"], "甲政发〔2019〕1号 三(一) [2019-01-01 – ]")
        self.assertEqual(found[0]["second"], "甲政发〔2022〕1号 四(二) [2022-07-01 – ]")
        self.assertEqual(found[0]["chosen"], "后施行的优先")

    def test_ended_and_ending_figures_are_listed_once_with_their_days(self):
        found = {r["name"]: r for r in self.rows("policy", "expiring", "--at", "2023-03-01")}
        self.assertEqual((found["单价"]["state"], found["单价"]["days"]), ("已过期", "-790"))
        self.assertEqual((found["上限"]["state"], found["上限"]["days"]), ("将到期", "30"))
        self.assertEqual(found["底数"]["state"], "待定")
        self.assertEqual(found["旧数"]["state"], "待复核")

    def test_a_shorter_time_ahead_leaves_what_ends_later_out(self):
        found = [r["name"] for r in self.rows("policy", "expiring", "--at", "2023-03-01", "--within", "29")]
        self.assertNotIn("上限", found)
        self.assertIn("天数", self.heng("policy", "expiring", "--within", "x", status=2))

    def test_a_decision_with_the_title_of_a_vocabulary_is_exported(self):
        self.assertIn("<decision ", self.heng("policy", "export", "补贴", "--dmn", "-"))

    def test_boundaries_are_those_of_the_version_in_force_that_day(self):
        old = self.rows("policy", "boundaries", "补贴", "--at", "2020-01-01", language="en")
        self.assertEqual([(r["fact"], r["below"], r["below_result"], r["at_result"]) for r in old],
                         [("收入", "499.99 yuan", "100.00 yuan", "0.00 yuan")])
        new = self.rows("policy", "boundaries", "补贴", "--at", "2023-01-01")
        self.assertEqual([(r["at"], r["article"]) for r in new], [("800.00元", "四(二)")])
        said = self.heng("policy", "boundaries", "补贴", "--at", "2018-01-01", language="en", status=1)
        self.assertIn("no rule in force", said)

    def test_unknown_decision_is_named_with_the_nearest(self):
        self.assertIn("补贴", self.heng("policy", "boundaries", "补贴额", status=1))


if __name__ == "__main__":
    unittest.main()
