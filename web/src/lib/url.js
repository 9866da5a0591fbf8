// The state of a page lives in its address: a reload, a bookmark or a link sent to a colleague shows the same.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** One writable value per name in `defaults`; a value equal to its default stays out of the address. */
export function useUrlState(defaults) {
  const route = useRoute()
  const router = useRouter()

  function set(changes) {
    const query = { ...route.query }
    for (const [name, value] of Object.entries(changes)) {
      const text = value === null || value === undefined ? '' : String(value)
      if (text === '' || text === String(defaults[name] ?? '')) delete query[name]
      else query[name] = text
    }
    return router.replace({ query, hash: route.hash })
  }

  const state = {}
  for (const name of Object.keys(defaults)) {
    state[name] = computed({
      get: () => {
        const raw = route.query[name]
        const text = Array.isArray(raw) ? raw[0] : raw
        return text === undefined || text === null ? String(defaults[name]) : text
      },
      set: value => set({ [name]: value })
    })
  }
  return { ...state, set }
}

/** Route of a document: its 文号 reads better than a number and survives a new import. */
export function docRoute(doc, address, extra) {
  const id = (doc && typeof doc === 'object') ? (doc.doc_no || doc.document_id || doc.id) : doc
  return { name: 'document', params: { id: String(id) }, query: extra || {}, hash: address ? `#${address}` : '' }
}

export const decisionRoute = (name, query) => ({ name: 'decision', params: { name }, query: query || {} })

/** First address of a provision text such as "四(五);四(六)" that names a place in a document. */
export function firstAddress(provision) {
  return (provision || '').split(/[;\uff1b]/)[0].trim()
}
