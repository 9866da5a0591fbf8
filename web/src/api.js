// Talks to the server described in docs/openapi.json. Every failure becomes an ApiError with a code, a message in
// both languages and a remedy, so that a page never shows a bare "error".
import { lang, t } from './i18n/index.js'

export class ApiError extends Error {
  constructor(status, error) {
    super(error.message_zh || error.code)
    this.status = status
    this.code = error.code
    this.zh = error.message_zh
    this.en = error.message_en
    this.where = error.where || ''
    this.hint = error.hint || ''
  }
  get text() { return (lang.value === 'en' ? this.en : this.zh) || this.zh || this.en || this.code }
}

const local = (code, key) => new ApiError(0, { code, message_zh: t(key), message_en: t(key), hint: t(`${key}.hint`) })

async function answer(response) {
  const type = response.headers.get('content-type') || ''
  let body = null
  if (type.includes('json')) {
    try { body = await response.json() } catch { throw local('E-ANSWER', 'err.answer') }
  }
  if (response.ok && body !== null) return body
  if (body && body.error) throw new ApiError(response.status, body.error)
  throw local('E-ANSWER', 'err.answer')
}

async function call(path, options = {}) {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort('late'), options.wait || 20000)
  if (options.signal) options.signal.addEventListener('abort', () => limit.abort('left'))
  try {
    return await answer(await fetch(path, { ...options, signal: limit.signal }))
  } catch (error) {
    if (error instanceof ApiError) throw error
    if (limit.signal.aborted) {
      if (limit.signal.reason === 'late') throw local('E-TIMEOUT', 'err.timeout')
      throw error
    }
    throw local('E-NETWORK', 'err.network')
  } finally {
    clearTimeout(timer)
  }
}

export const isLeft = error => error && error.name === 'AbortError'

/** Query string of the given parameters; empty ones are left out. */
export function query(params = {}) {
  const q = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== '') q.set(name, value)
  }
  const text = q.toString()
  return text ? `?${text}` : ''
}

export const get = (path, params, signal) => call(`/api/${path}${query(params)}`, { signal })

const post = (path, body, signal) => call(`/api/${path}`, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal
})
export const decide = (body, signal) => post('decide', body, signal)
export const match = (body, signal) => post('match', body, signal)

/** Uploads one gazette; `progress(share)` gets 0..1 while the bytes go out. fetch cannot report that, XHR can. */
export function upload(file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/gazettes${query({ name: file.name })}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.upload.onprogress = e => { if (e.lengthComputable) progress(e.loaded / e.total) }
    request.onerror = () => reject(local('E-NETWORK', 'err.network'))
    request.onload = () => {
      let body = null
      try { body = JSON.parse(request.responseText) } catch { /* handled below: no JSON, no answer */ }
      if (request.status === 200 && body) resolve(body)
      else if (body && body.error) reject(new ApiError(request.status, body.error))
      else reject(local('E-ANSWER', 'err.answer'))
    }
    request.send(file)
  })
}
