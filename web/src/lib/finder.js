// Answers of an entitlement finder. They live in the hash of the address (which browsers never send) and, for this
// tab, in sessionStorage: "户籍=本市&年龄=67&低保=?" in the order of asking; "?" = the person does not know.
import { readNumber } from './decimal.js'
import { isPercent } from './facts.js'
import { readDay } from './dates.js'

export const UNCLEAR = '?'
export const MOST = 10
const STORE = 'heng.finder.'

const escape = text => text.replace(/[%&=#+?]/g, c => encodeURIComponent(c))
function unescape(text) {
  try { return decodeURIComponent(text) } catch { return text }
}

/** [{name, value}] of a hash; what cannot be read is left out, of a name given twice the last holds. */
export function readAnswers(hash) {
  const out = new Map()
  for (const part of (hash || '').replace(/^#/, '').split('&')) {
    const cut = part.indexOf('=')
    if (cut < 1 || cut === part.length - 1) continue
    const raw = part.slice(cut + 1)
    out.set(unescape(part.slice(0, cut)), raw === UNCLEAR ? UNCLEAR : unescape(raw))
  }
  return [...out].map(([name, value]) => ({ name, value, unclear: value === UNCLEAR }))
}

export function writeAnswers(answers) {
  const text = answers.map(a => `${escape(a.name)}=${a.unclear ? UNCLEAR : escape(a.value)}`).join('&')
  return text ? `#${text}` : ''
}

/** What the server is asked; null: the person does not know, nobody is to ask again. */
export function question(answers, target, at, place) {
  const facts = {}
  for (const a of answers) facts[a.name] = a.unclear ? null : a.value === 'true' ? true : a.value === 'false' ? false : a.value
  return { facts, target, ...(at ? { at } : {}), ...(place ? { place } : {}) }
}

/** The type of a question in the form of a declared type. */
export const typeOf = next => ({ kind: next.type, unit: next.unit || '', values: next.allowed || [], name: '', text: '' })

/** How a question is put: choice, bool, number, date or text. */
export function manner(next) {
  if (next.type === 'boolean') return 'bool'
  if (next.allowed && next.allowed.length) return 'choice'
  return next.type === 'number' || next.type === 'date' ? next.type : 'text'
}

/** What was typed, as the text to keep, or {key, params} of the word that says what is wrong. */
export function readTyped(next, typed) {
  const form = manner(next)
  const text = (typed || '').trim()
  if (text === '') return { fault: { key: 'find.empty', params: {} } }
  if (form === 'number') {
    const read = readNumber(text, isPercent(typeOf(next)))
    return read.error ? { fault: { key: `fact.bad.${read.error}`, params: { char: read.char } } } : { value: read.value }
  }
  if (form === 'date') {
    const day = readDay(text)
    return day ? { value: day } : { fault: { key: 'date.bad', params: { text } } }
  }
  return { value: text }
}

/** Groups in the order people read them; what pays most certainly first. */
export function groups(benefits) {
  return ['entitled', 'possible', 'refused'].map(state => [state, benefits.filter(b => b.state === state)])
}

/** The last answers of this tab, or null. */
export function remembered(who) {
  try { return JSON.parse(sessionStorage.getItem(STORE + who)) } catch { return null }
}
export function remember(who, state) {
  try {
    if (state) sessionStorage.setItem(STORE + who, JSON.stringify(state))
    else sessionStorage.removeItem(STORE + who)
  } catch { /* the address still holds them */ }
}
