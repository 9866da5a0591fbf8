# three-valued logic
true and null
-
null

false and null
-
false

null and false
-
false

true or null
-
true

null or false
-
null

1 and true
-
!E-TYPE

1 and false
-
false

if null then 1 else 2
-
2

if "x" then 1 else 2
-
2

null = null
-
true

null != 1
-
true

1 = "1"
-
!E-TYPE

1 < "a"
-
!E-TYPE

1 < null
-
!E-NULL

"甲" < "乙"
-
false

[1, 2] = [1, 2]
-
true

{a: 1} = {a: 1.0}
-
true

5 between 1 and 5
-
true

5 between null and 7
-
!E-NULL

# in and unary tests
5 in (1, 5)
-
true

5 in (< 5)
-
false

5 in (<= 5)
-
true

5 in (not(5))
-
false

5 in [1..5)
-
false

5 in (1..5]
-
true

5 in ]1..9[
-
true

5 in (1, [2..3], > 4)
-
true

5 in [1, 5]
-
true

5 in [[1..3], [4..6]]
-
true

"a" in ("b", "a")
-
true

null in (1, null)
-
true

5 in (? > 4)
-
true

5 in (? > 4 and ? < 5)
-
false

x in (允许)
{x: 2, 允许: [1, 2]}
true

@"2023-07-01" in [@"2023-01-01"..@"2023-12-31"]
-
true

some x in [1, 2, 3] satisfies x > 2
-
true

every x in [1, 2, 3] satisfies x > 2
-
false

every x in [] satisfies false
-
true

some x in [1, null] satisfies x > 5
-
null

some x in [1, 2], y in [x, 5] satisfies x + y = 7
-
true

1 instance of number
-
true

"1" instance of number
-
false

[1, 2] instance of list<number>
-
true

{a: 1} instance of context<a: number>
-
true

null instance of number
-
false
