// Decimal figures as text. Nothing here makes a binary float: digits are only moved, checked and grouped.

const PLAIN = /^[+-]?\d+(\.\d+)?$/
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/

/**
 * Reads what a person typed. {value} is the exact text to send, {error, char} says what is wrong:
 * 'wide' = a full-width character, 'letter' = a character that is no digit, 'shape' = digits in a wrong order.
 * `percent`: "70%" means 0.70.
 */
export function readNumber(text, percent = false) {
  let s = (text || '').trim()
  if (s === '') return { value: '' }
  const wide = /[\uff01-\uff5e\u3000]/.exec(s)
  if (wide) return { error: 'wide', char: wide[0] }
  let shift = 0
  if (percent && s.endsWith('%')) { s = s.slice(0, -1).trim(); shift = 2 }
  const odd = /[^\d.,+-]/.exec(s)
  if (odd) return { error: 'letter', char: odd[0] }
  if (GROUPED.test(s)) s = s.replace(/,/g, '')
  if (!PLAIN.test(s)) return { error: 'shape', char: s }
  s = s.replace(/^\+/, '')
  return { value: shift ? shiftPoint(s, -shift) : s }
}

/** Moves the decimal point `by` places to the right (negative: to the left), exactly. */
export function shiftPoint(text, by) {
  const negative = text.startsWith('-')
  let [whole, part = ''] = text.replace(/^-/, '').split('.')
  if (by < 0) {
    whole = whole.padStart(1 - by, '0')
    part = whole.slice(by) + part
    whole = whole.slice(0, by)
  } else {
    part = part.padEnd(by, '0')
    whole += part.slice(0, by)
    part = part.slice(by)
  }
  whole = whole.replace(/^0+(?=\d)/, '')
  part = part.replace(/0+$/, '')
  const out = part ? `${whole}.${part}` : whole
  return negative && /[1-9]/.test(out) ? `-${out}` : out
}

/** Zeros up to `places` decimals; a figure with more digits keeps them all. */
export function pad(text, places) {
  if (!PLAIN.test(text) || places <= 0) return text
  const [whole, part = ''] = text.split('.')
  return `${whole}.${part.padEnd(places, '0')}`
}

/** 1234567.5 -> 1,234,567.5 */
export function group(text) {
  if (!PLAIN.test(text)) return text
  const [whole, part] = text.split('.')
  const out = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return part === undefined ? out : `${out}.${part}`
}

/** a - b of two plain figures, exactly; '' when one is none. */
export function minus(a, b) {
  if (typeof a !== 'string' || typeof b !== 'string' || !PLAIN.test(a) || !PLAIN.test(b)) return ''
  const places = text => (text.split('.')[1] || '').length
  const scale = Math.max(places(a), places(b))
  const whole = text => BigInt(shiftPoint(text.replace(/^\+/, ''), scale))
  return shiftPoint(String(whole(a) - whole(b)), -scale)
}
