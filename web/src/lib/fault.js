// The last net: what no page has caught is shown with a remedy instead of a blank screen.
import { shallowRef } from 'vue'

export const fault = shallowRef(null)

export function reportFault(error) {
  if (!error || error.name === 'AbortError') return
  fault.value = error
}
