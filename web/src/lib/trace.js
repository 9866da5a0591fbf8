// The trace of a decision as numbered steps: what a decision needs comes before it, each decision once.

/** Steps in the order of computing: {label, node, lines, inputs}. */
export function steps(root) {
  const out = []
  const seen = new Set()
  visit(root, out, seen)
  return out
}

function visit(node, out, seen) {
  if (!node) return
  const children = node.children || []
  if (node.kind !== 'decision') {
    children.forEach(child => visit(child, out, seen))
    return
  }
  const key = `${node.label}\n${node.value ? node.value.feel : ''}\n${node.filled}`
  if (seen.has(key)) return
  seen.add(key)
  children.forEach(child => visit(child, out, seen))
  const lines = []
  const inputs = []
  gather(children, lines, inputs)
  out.push({ label: node.label, node, lines, inputs })
}

/** What belongs to one decision itself: stops where another decision begins, which is only named. */
function gather(children, lines, inputs) {
  for (const child of children) {
    if (child.kind === 'decision' || child.kind === 'input' || child.kind === 'assumed' || child.kind === 'parameter') {
      if (!inputs.some(i => i.label === child.label)) inputs.push(child)
      continue
    }
    if (child.text || child.filled || child.kind === 'row' || child.kind === 'note') lines.push(child)
    gather(child.children || [], lines, inputs)
  }
}
