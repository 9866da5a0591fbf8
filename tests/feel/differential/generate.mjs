// generate.mjs: expressions for each built-in, made from a seed. A shape lists what may stand at each argument.
export class Random {
  constructor(seed) { this.state = BigInt(seed); }
  below(n) {
    this.state = (this.state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((this.state >> 33n) % BigInt(n));
  }
  pick(list) { return list[this.below(list.length)]; }
}

const strings = ['""', '"a"', '"foobar"', '"abcabc"', '"AbC dEf"', '"a;b;;c"', '"低保对象"', '"x1y22z333"', '"  pad "', '"ß"'];
const pieces = ['"a"', '"b"', '"ab"', '"bar"', '";"', '"对"', '"zz"', '"o"', '" "'];
const patterns = ['"a"', '"[a-c]+"', '"(a)(b)"', '"b|c"', '"^a"', '"\\\\d+"', '"[^a]"', '"o{2}"', '"(x|y)"', '"\\\\s+"'];
const replacements = ['""', '"#"', '"<$1>"', '"[$0]"', '"xyz"'];
const dates = ['@"2023-07-01"', '@"2024-02-29"', '@"1999-12-31"', '@"2010-01-03"', '@"2005-01-01"', '@"1970-01-01"', '@"2023-10-31"'];
const lambdas = ['function(x, y) x < y', 'function(x, y) x > y'];
const number = (r) => String(r.below(4) ? r.below(41) - 20 : (r.below(20001) - 10000) / 100);
const list = (item) => (r) => '[' + Array.from({ length: r.below(6) }, () => item(r)).join(', ') + ']';
const point = (r) => String(r.below(9));
const range = (r) => {
  const low = r.below(6);
  return `${r.pick(['[', '('])}${low}..${low + 1 + r.below(4)}${r.pick([']', ')'])}`;
};

const kinds = {
  number, point, range, integer: (r) => String(r.below(13) - 6), scale: (r) => String(r.below(5)), positive: (r) => String(1 + r.below(50)),
  string: (r) => r.pick(strings), piece: (r) => r.pick(pieces), pattern: (r) => r.pick(patterns),
  replacement: (r) => r.pick(replacements), date: (r) => r.pick(dates), lambda: (r) => r.pick(lambdas),
  numbers: list(number), strings: list((r) => r.pick(pieces)), booleans: list((r) => r.pick(['true', 'false', 'true', 'null'])),
  sureBooleans: list((r) => r.pick(['true', 'true', 'false'])), sortable: list((r) => String(r.below(9))),
  mixed: list((r) => r.pick([number(r), r.pick(pieces), 'null', '[1]', '{a: 1}', 'true'])),
  lists: list(list((r) => String(r.below(5)))), item: (r) => r.pick(['1', '"a"', 'null', '[1]', 'true', '-3']),
  context: (r) => `{a: ${number(r)}, b: "x"${r.below(2) ? ', c: {d: 1}' : ''}}`, key: (r) => r.pick(['"a"', '"b"', '"z"']),
  contexts: list((r) => r.pick(['{a: 1}', '{b: 2}', '{a: 3, c: 4}'])), pointOrRange: (r) => (r.below(2) ? point(r) : range(r)),
  entries: list((r) => `{key: "${r.pick(['a', 'b', 'c', 'd', 'e', 'f'])}${r.below(1000)}", value: ${number(r)}}`),
  matcher: (r) => `function(item, newItem) item < newItem`, wrong: (r) => r.pick(['null', '"text"', 'true', '12', '[1, 2]', '{x: 1}']),
};

const everyRange = ['before', 'after'].map((f) => [f, ['pointOrRange', 'pointOrRange']]);
const twoRanges = ['meets', 'met by', 'overlaps', 'overlaps before', 'overlaps after', 'coincides'].map((f) => [f, ['range', 'range']]);
const inRange = ['during', 'starts', 'finishes'].map((f) => [f, ['pointOrRange', 'range']]);
const ofRange = ['includes', 'started by', 'finished by'].map((f) => [f, ['range', 'pointOrRange']]);
const rounding = ['decimal', 'round up', 'round down', 'round half up', 'round half down'].map((f) => [f, ['number', 'scale']]);

// Temporal results are compared as text: wrap names the built-in put around the call.
export const shapes = [
  ...everyRange, ...twoRanges, ...inRange, ...ofRange, ...rounding,
  ['floor', ['number']], ['ceiling', ['number']], ['abs', ['number']], ['modulo', ['number', 'positive']], ['sqrt', ['positive']],
  ['log', ['positive']], ['exp', ['scale']], ['odd', ['integer']], ['even', ['integer']],
  ['substring', ['string', 'integer']], ['substring', ['string', 'integer', 'positive']], ['string length', ['string']],
  ['upper case', ['string']], ['lower case', ['string']], ['substring before', ['string', 'piece']],
  ['substring after', ['string', 'piece']], ['contains', ['string', 'piece']], ['starts with', ['string', 'piece']],
  ['ends with', ['string', 'piece']], ['matches', ['string', 'pattern']], ['replace', ['string', 'pattern', 'replacement']],
  ['split', ['string', 'pattern']], ['string join', ['strings']], ['string join', ['strings', 'piece']],
  ['list contains', ['mixed', 'item']], ['count', ['mixed']], ['min', ['numbers']], ['max', ['numbers']], ['sum', ['numbers']],
  ['mean', ['numbers']], ['product', ['numbers']], ['median', ['numbers']], ['stddev', ['numbers']], ['mode', ['numbers']],
  ['all', ['booleans']], ['any', ['booleans']], ['all', ['sureBooleans']], ['any', ['sureBooleans']],
  ['sublist', ['mixed', 'integer']], ['sublist', ['mixed', 'integer', 'positive']], ['append', ['mixed', 'item']],
  ['concatenate', ['mixed', 'mixed']], ['insert before', ['numbers', 'integer', 'item']], ['remove', ['numbers', 'integer']],
  ['reverse', ['mixed']], ['index of', ['mixed', 'item']], ['union', ['numbers', 'numbers']], ['distinct values', ['mixed']],
  ['flatten', ['lists']], ['sort', ['sortable', 'lambda']], ['list replace', ['numbers', 'integer', 'item']],
  ['list replace', ['sortable', 'matcher', 'point']], ['not', ['wrong']],
  ['day of year', ['date']], ['day of week', ['date']], ['month of year', ['date']], ['week of year', ['date']],
  ['years and months duration', ['date', 'date'], 'string'], ['get value', ['context', 'key']], ['get entries', ['context']],
  ['context put', ['context', 'key', 'item']], ['context merge', ['contexts']], ['context', ['entries']], ['is', ['item', 'item']],
];

// One argument in ten is of some other type, to see that both answer null.
export function expression(r, [name, params, wrap], strayed) {
  const args = params.map((kind) => kinds[kind](r));
  if (strayed) args[r.below(args.length)] = kinds.wrong(r);
  const call = `${name}(${args.join(', ')})`;
  return wrap ? `${wrap}(${call})` : call;
}
