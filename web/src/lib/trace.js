// The trace of a decision as numbered steps: what a decision needs comes before it, each decision once.

/**
 * Steps in the order of computing. Each is {node, filled, lines, inputs}:
 * filled = the decision's own expression with the figures in it;
 * lines  = {kind: 'row' | 'condition' | 'entry' | 'call' | 'note', label, text, filled, value, node};
 * inputs = nodes of the facts, parameters and decisions it used.
 */
export function steps(root) {
  const out = []
  if (root) visit(root, out, new Set())
  return out
}

function visit(node, out, seen) {
  const children = node.children || []
  if (node.kind !== 'decision') {
    children.forEach(child => visit(child, out, seen))
    return
  }
  const key = `${node.label}\n${node.value ? node.value.feel : ''}\n${node.text}`
  if (seen.has(key)) return
  seen.add(key)
  children.forEach(child => visit(child, out, seen))
  const step = { node, filled: node.filled && node.filled !== node.text ? node.filled : '', lines: [], inputs: [] }
  children.forEach(child => gather(child, step))
  out.push(step)
}

const FACTS = new Set(['decision', 'input', 'assumed', 'parameter'])
const isTruth = node => Boolean(node.value && node.value.kind === 'boolean')

/** What belongs to one decision itself; where another decision begins, only its name and value are taken. */
function gather(node, step) {
  const children = node.children || []
  if (FACTS.has(node.kind)) {
    if (!step.inputs.some(i => i.label === node.label)) step.inputs.push(node)
    if (node.kind === 'input') children.forEach(child => FACTS.has(child.kind) && gather(child, step))
    return
  }
  if (node.kind === 'row') {
    const body = children.find(c => c.kind === 'expr' && c.text === node.text)
    const condition = Boolean(body) || (isTruth(node) && node.text !== '')
    step.lines.push({ kind: condition ? 'condition' : 'row', label: node.label, text: node.text, filled: body ? body.filled : node.filled, value: node.value, node })
    children.forEach(child => (child === body ? (child.children || []).forEach(c => gather(c, step)) : gather(child, step)))
    return
  }
  if (node.kind === 'call') {
    // The body of a function matters by the figures that went through it.
    const body = children.filter(c => c.kind === 'expr' && c.filled && !c.filled.startsWith('function(')).pop()
    step.lines.push({ kind: 'call', label: node.label, text: node.text, filled: body ? body.filled : '', value: node.value, node })
    return
  }
  if (node.kind === 'note') step.lines.push({ kind: 'note', label: node.label, text: node.text, filled: '', value: null, node })
  if (node.kind === 'expr') expression(node, step)
  children.forEach(child => gather(child, step))
}

function expression(node, step) {
  const said = node.filled && node.filled !== node.text && !(node.value && node.filled === node.value.feel)
  if (node.label) {
    step.lines.push({ kind: 'entry', label: node.label, text: node.text, filled: said ? node.filled : '', value: node.value, node })
  } else if (said && node.text === step.node.text) {
    step.filled = node.filled
  } else if (said && !node.filled.startsWith('function(')) {
    step.lines.push({ kind: 'entry', label: '', text: node.text, filled: node.filled, value: node.value, node })
  }
}
