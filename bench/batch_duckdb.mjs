// The medical-aid rule in DuckDB, DECIMAL throughout, one thread, inside its engine (sums only, no rows out).
// node batch_duckdb.mjs ROWS  prints: name, rows, seconds (best of three), million rows a second.
import { DuckDBInstance } from '@duckdb/node-api';

const rows = Number(process.argv[2] ?? 1000000);
const db = await DuckDBInstance.create(':memory:', { threads: '1' });
const sql = await db.connect();
await sql.run(`create table standard(code integer, deductible decimal(12,2), rate decimal(3,2), yearly decimal(12,2),
  extra_deductible decimal(12,2), extra_rate decimal(3,2), extra_yearly decimal(12,2))`);
await sql.run(`insert into standard values (0,0,0.70,20000,0,1,null),(1,0,0.70,20000,0,1,null),(2,0,0.70,20000,0,1,null),
  (3,0,0.70,20000,3000,0.70,null),(4,0,0.70,20000,3000,0.70,null),(5,0,0.70,20000,3000,0.70,null),
  (6,2000,0.60,20000,3000,0.60,null),(7,2000,0.60,20000,3000,0.60,null),(8,5000,0.50,20000,10000,0.50,20000),
  (9,0,0,0,0,0,0),(10,0,0,0,0,0,0),(11,0,0,0,0,0,0)`);
await sql.run(`create table person as select cast(hash(i * 3 + 1) % 12 as integer) as code,
  cast((hash(i + 7) % 6000000) / 100.0 as decimal(12,2)) as bill from range(${rows}) t(i)`);
const query = `select sum(basic), sum(case when extra_yearly is null then more else least(more, extra_yearly) end) from (
  select basic, extra_yearly, cast(round((bill - basic - least(bill - basic, extra_deductible)) * extra_rate, 2) as decimal(12,2)) as more from (
    select *, least(cast(round((bill - least(bill, deductible)) * rate, 2) as decimal(12,2)), yearly) as basic
    from person join standard using (code)))`;
let best = Infinity;
for (let i = 0; i < 3; i++) {
  const from = process.hrtime.bigint();
  await (await sql.runAndReadAll(query)).getRows();
  best = Math.min(best, Number(process.hrtime.bigint() - from) / 1e9);
}
console.log(`duckdb_decimal\t${rows}\t${best.toFixed(6)}\t${(rows / best / 1e6).toFixed(1)}`);
