# lists and filters
[1, 2, 3][2]
-
2

[1, 2, 3][-1]
-
3

[1, 2, 3][4]
-
!E-RANGE

[1, 2, 3][0]
-
!E-RANGE

[1, 2, 3, 4][item > 2]
-
[3, 4]

[1, 2, 3][count(x)]
{x: [7, 7]}
2

5[1]
-
5

5[item = 5]
-
[5]

[][1]
-
!E-RANGE

人员[年龄 >= 60].姓名
{人员: [{姓名: "甲", 年龄: 61}, {姓名: "乙", 年龄: 20}]}
["甲"]

人员[年龄 >= 门槛].姓名
{人员: [{姓名: "甲", 年龄: 61}, {姓名: "乙", 年龄: 20}], 门槛: 18}
["甲", "乙"]

[{x: 1, y: 2}, {x: 2, y: 3}][x = 2].y
-
[3]

[{x: 1}, {x: 2}][item.x = 2]
-
[{x: 2}]

[{item: 1}, {item: 5}][item > 2]
-
[{item: 5}]

[{x: 1}][y > 1]
-
[]

x[a b > 1].a b
{x: [{a b: 1}, {a b: 2}]}
[2]

[[1, 2], [3]][count(item[item > 1]) = 1]
-
[[1, 2], [3]]

# loops
for x in [1, 2, 3] return x * x
-
[1, 4, 9]

for x in 1..3 return x
-
[1, 2, 3]

for x in 3..1 return x
-
[3, 2, 1]

for x in [1..3] return x
-
[1, 2, 3]

for x in (1..3) return x
-
[2]

for x in @"2023-12-30"..@"2024-01-01" return x
-
[@"2023-12-30", @"2023-12-31", @"2024-01-01"]

for x in [1, 2], y in [x * 10, 0] return x + y
-
[11, 1, 22, 2]

for i in 0..5 return if i = 0 then 1 else i * partial[-1]
-
[1, 1, 2, 6, 24, 120]

for x in null return x
-
!E-NULL

for x in 1.5..3 return x
-
!E-RANGE

# contexts
{a: 1, b: a + 1, c: b * 2}
-
{a: 1, b: 2, c: 4}

{a: 1}.b
-
!E-MEMBER

null.a
-
!E-NULL

{"a b": 1, c: 2}.a b + 1
-
2

[{a: 1}, {a: 2}].a
-
[1, 2]

{a: {b: {c: 5}}}.a.b.c
-
5

@"2023-07-01".month
-
7

@"2023-07-01T10:20:30+08:00".time offset
-
@"PT8H"

@"P1Y2M".months
-
2

[1..10[.end included
-
false

(>= 5).start
-
5

# functions
{f: function(x, y) x - y, r: f(5, 3)}.r
-
2

{f: function(x, y) x - y, r: f(y: 5, x: 3)}.r
-
-2

{f: function(x) x, r: f(1, 2)}.r
-
!E-ARGS

{f: function(x) x, r: f(z: 1)}.r
-
!E-ARGS

{f: function(x: number) x, r: f("a")}.r
-
null

{add: function(x) function(y) x + y, r: add(1)(2)}.r
-
3

{fact: function(n) if n < 2 then 1 else n * fact(n - 1), r: fact(30)}.r
-
265252859812191058636308480000000

{f: function(n) 1 + f(n + 1), r: f(0)}.r
-
!E-LIMIT

{k: 10, fs: for i in 1..3 return function(x) x * i + k, r: for f in fs return f(2)}.r
-
[12, 14, 16]

sort([3, 1, 2], function(a, b) a > b)
-
[3, 2, 1]

abs(-5)
-
5

abs(1, 2)
-
!E-ARGS

substring(string: "foobar", start position: 4)
-
"bar"

substring(text: "foobar", start position: 4)
-
!E-ARGS

{m: max, r: m(1, 5, 3)}.r
-
5

5(1)
-
!E-TYPE

date("2023-07-01")
{date: 5}
@"2023-07-01"

"a\tb\\\u4e2d\U01F600\d"
-
"a\tb\\中😀\\d"

count(for a in 1..100, b in 1..100 return a)
-
10000
