// Facts of a form: what a person typed ("raw") against the declared type, as JSON for the server and as text for
// the address. Figures stay texts of digits all the way.
import { isDay, readDay } from './dates.js'
import { group, pad, readNumber, shiftPoint } from './decimal.js'

const DATE_TIMES = ['date and time', 'time', 'years and months duration', 'days and time duration']

/** How a type is asked: choice, choices, bool, number, date, text, list, struct or feel. */
export function shape(type) {
  if (!type) return 'feel'
  if (type.kind === 'list') {
    const inner = type.element
    return inner && inner.values && inner.values.length && inner.kind !== 'boolean' ? 'choices' : 'list'
  }
  if (type.kind === 'boolean') return 'bool'
  if (type.values && type.values.length) return 'choice'
  if (type.kind === 'context' && type.members && type.members.length) return 'struct'
  if (type.kind === 'number') return 'number'
  if (type.kind === 'date') return 'date'
  if (type.kind === 'string' || DATE_TIMES.includes(type.kind)) return 'text'
  return 'feel'
}

export const isPercent = type => Boolean(type && (type.unit === '比例' || /%/.test(type.unit_display || '')))

export function blank(type) {
  const form = shape(type)
  if (form === 'choices' || form === 'list') return []
  if (form === 'struct') return Object.fromEntries(type.members.map(m => [m.name, blank(m.type)]))
  return ''
}

export function isBlank(raw) {
  if (raw === undefined || raw === null || raw === '') return true
  if (Array.isArray(raw)) return raw.length === 0
  if (typeof raw === 'object') return Object.values(raw).every(isBlank)
  return false
}

/**
 * Value to send, or undefined when nothing was given. Faults go to `faults` as {path, key, params}; the key is a
 * word of the dictionary.
 */
export function toJson(type, raw, faults, path) {
  const form = shape(type)
  if (form === 'list') {
    // Rows added and left empty are a question half answered: say so instead of dropping them.
    const out = (Array.isArray(raw) ? raw : []).map((one, i) => {
      const value = toJson(type.element, one, faults, `${path}[${i + 1}]`)
      if (value === undefined) faults.push({ path: `${path}[${i + 1}]`, key: 'fact.blank', params: {} })
      return value
    })
    return out.length ? out : undefined
  }
  if (isBlank(raw)) return undefined
  if (form === 'choices') return [...raw]
  if (form === 'struct') {
    const out = {}
    for (const m of type.members) {
      const value = toJson(m.type, raw[m.name], faults, `${path}.${m.name}`)
      out[m.name] = value === undefined ? null : value
    }
    return out
  }
  if (form === 'bool') return raw === 'true'
  if (form === 'number') {
    const read = readNumber(raw, isPercent(type))
    if (read.error) { faults.push({ path, key: `fact.bad.${read.error}`, params: { char: read.char } }); return undefined }
    return read.value
  }
  if (form === 'date') {
    const day = isDay(raw) ? raw : readDay(raw)
    if (!day) { faults.push({ path, key: 'date.bad', params: { text: raw } }); return undefined }
    return day
  }
  if (form === 'feel') return { feel: raw }
  return raw
}

/** A fact in the address: plain text for single values, JSON for lists and structures. */
export const toText = raw => (typeof raw === 'string' ? raw : JSON.stringify(raw))

export function fromText(type, text) {
  const form = shape(type)
  if (form !== 'choices' && form !== 'list' && form !== 'struct') return text
  try {
    const got = JSON.parse(text)
    const empty = blank(type)
    if (Array.isArray(empty)) return Array.isArray(got) ? got.map(one => fit(type.element, one)) : empty
    return fit(type, got)
  } catch {
    return blank(type)
  }
}

/** Brings a foreign value into the raw shape of the type; what does not fit is left blank. */
function fit(type, value) {
  const empty = blank(type)
  if (typeof empty === 'string') return value === null || value === undefined || typeof value === 'object' ? '' : String(value)
  if (Array.isArray(empty)) return Array.isArray(value) ? value.map(one => fit(type.element, one)) : []
  const from = value && typeof value === 'object' ? value : {}
  return Object.fromEntries(type.members.map(m => [m.name, fit(m.type, from[m.name])]))
}

/** A value inside an answer as people read it, from its exact text and declared type. */
export function shown(value, type, words) {
  if (value === null || value === undefined) return words.none
  if (value === true) return words.yes
  if (value === false) return words.no
  if (type && type.kind === 'number' && typeof value === 'string') {
    const percent = isPercent(type) && /^[+-]?\d+(\.\d+)?$/.test(value)
    const digits = group(percent ? shiftPoint(value, 2) : pad(value, type.unit_places ?? -1))
    const pattern = words.english ? type.unit_display_en : type.unit_display
    if (pattern) return pattern.replace('{}', digits)
    return percent ? `${digits}%` : digits
  }
  return String(value)
}
