// Two languages, Chinese first. The Chinese words are in the first load; English comes when it is asked for.
// A key that is missing shows itself; the tests hold both lists to the same keys.
import { ref, shallowRef } from 'vue'
import zh from './zh.js'

const STORE = 'heng.lang'
export const lang = ref('zh')
const words = shallowRef(zh)

function remembered() {
  try { return localStorage.getItem(STORE) } catch { return null }
}

export async function setLang(next) {
  const wanted = next === 'en' ? 'en' : 'zh'
  words.value = wanted === 'en' ? (await import('./en.js')).default : zh
  lang.value = wanted
  document.documentElement.lang = wanted === 'en' ? 'en' : 'zh-CN'
  try { localStorage.setItem(STORE, wanted) } catch { /* private windows keep nothing: the address still carries it */ }
}

/** Language at start: the address (?lang=en) wins, then what this browser chose last, then Chinese. */
export function startLang() {
  const asked = new URLSearchParams(location.search).get('lang')
  return setLang(asked || remembered() || 'zh')
}

/** Word for `key`; `{x}` in it is replaced by params.x. */
export function t(key, params) {
  const text = words.value[key]
  if (text === undefined) return key
  return params ? text.replace(/\{(\w+)\}/g, (_, name) => (params[name] ?? '')) : text
}

/** The side of an answer that fits the language: pick(x, 'message') reads message_zh or message_en. */
export function pick(object, stem) {
  if (!object) return ''
  const wanted = object[`${stem}_${lang.value}`]
  return wanted || object[`${stem}_zh`] || ''
}
