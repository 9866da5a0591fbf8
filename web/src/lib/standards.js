// Standards through time: which value holds on a day, where one follows another, where nothing is in force.
import { addDays } from './dates.js'

const FIRST = '0000-01-01'
const LAST = '9999-12-31'
export const since = v => v.since || FIRST
export const until = v => v.until || LAST

/** The version in force on a day, or null. A series has at most one. */
export const valueAt = (series, day) => series.find(v => since(v) <= day && day <= until(v)) || null

/** Versions in order with the gaps between them: [{from, to, v}] with v = null for a gap. */
export function segments(series) {
  const out = []
  let end = ''
  for (const v of [...series].sort((a, b) => (since(a) < since(b) ? -1 : 1))) {
    if (end && end !== LAST && since(v) > addDays(end, 1)) out.push({ from: addDays(end, 1), to: addDays(since(v), -1), v: null })
    out.push({ from: v.since, to: v.until, v })
    if (until(v) > end) end = until(v)
  }
  return out
}

/** Days on which something changes in any of the items, ascending. */
export function changes(items) {
  const days = new Set()
  for (const item of items) {
    for (const s of segments(item.series)) {
      if (s.from) days.add(s.from)
      if (s.v && s.to) days.add(addDays(s.to, 1))
    }
  }
  return [...days].sort()
}

/** Standards by name, in the order the server gives them. */
export function byName(items) {
  const map = new Map()
  for (const item of items) {
    const key = `${item.name}\n${item.place}`
    if (!map.has(key)) map.set(key, { id: key, name: item.name, place: item.place, unit: item.unit, items: [] })
    map.get(key).items.push(item)
  }
  return [...map.values()]
}
