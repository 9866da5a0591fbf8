// One way to load: value, loading, error, reload. A newer question aborts the older one, so that a slow answer
// never overwrites a fresh one.
import { getCurrentScope, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { isLeft } from '@/api.js'

/** load(signal) is called now and whenever something `source()` reads changes. */
export function useLoad(source, load) {
  const value = shallowRef(null)
  const error = shallowRef(null)
  const loading = ref(true)
  let running = null

  async function reload() {
    if (running) running.abort()
    const mine = new AbortController()
    running = mine
    loading.value = true
    error.value = null
    try {
      const got = await load(mine.signal)
      if (running === mine) value.value = got
    } catch (e) {
      if (running === mine && !isLeft(e)) { error.value = e; value.value = null }
    } finally {
      if (running === mine) loading.value = false
    }
  }

  watch(source, reload, { immediate: true })
  if (getCurrentScope()) onScopeDispose(() => running && running.abort())
  return { value, error, loading, reload }
}
