// run.mjs LINES-PROGRAM SEED: the same generated expressions through heng and through feelin; TAP, one case per shape.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { evaluate } from 'feelin';
import { Random, expression, shapes } from './generate.mjs';

const [program, seed] = process.argv.slice(2);
const PER_SHAPE = 200;
const known = JSON.parse(readFileSync(new URL('./known.json', import.meta.url), 'utf8'));
for (const k of known) Object.assign(k, { test: new RegExp(k.expression, 'u'), hits: 0 });
console.warn = () => {};

function theirs(source) {
  try {
    return plain(evaluate(source, {}));
  } catch {
    return null;
  }
}

function plain(v) {
  if (v && typeof v === 'object' && 'value' in v && 'warnings' in v) v = v.value;
  if (v === undefined || (typeof v === 'number' && !Number.isFinite(v))) return null;
  if (Array.isArray(v)) return v.map(plain);
  if (v && typeof v === 'object' && v.constructor === Object)
    return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)]));
  return v;
}

// Numbers agree within what a binary double can hold; everything else exactly.
function agree(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= 1e-11 * Math.max(1, Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => agree(x, b[i]));
  if (a && b && typeof a === 'object' && typeof b === 'object') {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((k) => k in b && agree(a[k], b[k]));
  }
  return a === b;
}

const random = new Random(seed);
const cases = shapes.map((shape) => ({
  label: `${shape[0]}(${shape[1].join(', ')})`,
  sources: Array.from({ length: PER_SHAPE }, (_, i) => expression(random, shape, i % 10 === 9)),
}));
const all = cases.flatMap((c) => c.sources);
const run = spawnSync(program, [], { input: all.join('\0') + '\0', maxBuffer: 1 << 28 });
if (run.status !== 0) {
  console.log(`Bail out! ${program}: status ${run.status}\n${run.stderr}`);
  process.exit(1);
}
const ours = run.stdout.toString().split('\n').slice(0, -1).map((line) => JSON.parse(line));

let at = 0, failed = 0, skipped = 0;
console.log(`1..${cases.length + 1}`);
cases.forEach((c, n) => {
  const bad = [];
  let excused = 0, claimed = false;
  for (const source of c.sources) {
    const mine = ours[at++], other = theirs(source);
    if (other !== null) claimed = true;
    if (agree(mine, other)) continue;
    const why = known.find((k) => k.test.test(source) && (!('heng' in k) || agree(k.heng, mine)));
    if (why) why.hits++, excused++;
    else bad.push(`#   ${source}: heng ${JSON.stringify(mine)}, feelin ${JSON.stringify(other)}`);
  }
  if (!claimed) {
    skipped++;
    console.log(`ok ${n + 1} - ${c.label} # skip feelin has no such built-in`);
    return;
  }
  if (bad.length) failed++;
  console.log(`${bad.length ? 'not ok' : 'ok'} ${n + 1} - ${c.label}: ${c.sources.length - excused - bad.length} agree, ${excused} known`);
  if (bad.length) console.log([`# seed ${seed}`, ...bad.slice(0, process.env.HENG_ALL ? 999 : 12)].join('\n'));
});
// Another seed may miss a rare one.
const stale = known.filter((k) => !k.hits && seed === '20230701').map((k) => k.expression);
if (stale.length) failed++;
console.log(`${stale.length ? 'not ok' : 'ok'} ${cases.length + 1} - every known disagreement still shows`);
if (stale.length) console.log(stale.map((s) => `#   ${s}`).join('\n'));
console.log(`# ${all.length} expressions\n${cases.length + 1 - failed - skipped} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed ? 1 : 0;
