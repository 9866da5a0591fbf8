// Calendar days as text "YYYY-MM-DD". A day of law has no clock and no zone, so Date objects stay out of it
// except to ask this computer what day it is.

const pad = n => String(n).padStart(2, '0')

export function today() {
  const d = new Date()
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`
}

export const leap = y => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0

export function daysIn(year, month) {
  return [31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

export function isDay(text) {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text || '')
  if (!m) return false
  const [y, mo, d] = [Number(m[1]), Number(m[2]), Number(m[3])]
  return y > 0 && mo >= 1 && mo <= 12 && d >= 1 && d <= daysIn(y, mo)
}

/** What people type (2023年6月1日, 2023/6/1, 2023.6.1, 20230601) as a day; '' when it is none. */
export function readDay(text) {
  const s = (text || '').trim().replace(/[\uff10-\uff19]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
  const m = /^(\d{4})(\d{2})(\d{2})$/.exec(s) || /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(s)
  if (!m) return ''
  const day = `${m[1]}-${pad(Number(m[2]))}-${pad(Number(m[3]))}`
  return isDay(day) ? day : ''
}

/** A day in prose: 2023年6月1日, or 1 June 2023. */
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December']
export function prose(day, lang) {
  if (!isDay(day)) return day || ''
  const [y, m, d] = day.split('-').map(Number)
  return lang === 'en' ? `${d} ${MONTHS[m - 1]} ${y}` : `${y}年${m}月${d}日`
}

/** Days since 1970-01-01, for distances on a drawing. */
export function dayNumber(day) {
  const [y, m, d] = day.split('-').map(Number)
  return Date.UTC(y, m - 1, d) / 86400000
}

export function addDays(day, n) {
  const d = new Date((dayNumber(day) + n) * 86400000)
  return `${d.getUTCFullYear()}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}`
}
