// Element Plus on demand: for each `import { ElX, ElY } from 'element-plus'` adds the style sheets of just
// these components, so a page ships the rules it uses and nothing else.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const IMPORT = /import\s*\{([^}]+)\}\s*from\s*['"]element-plus['"]/g
const kebab = name => name.replace(/^El/, '').replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()

export function elementStyles() {
  const root = fileURLToPath(new URL('../node_modules/', import.meta.url))
  return {
    name: 'heng-element-styles',
    enforce: 'post',
    transform(code, id) {
      if (id.includes('node_modules') || !code.includes('element-plus')) return null
      const styles = new Set()
      for (const [, names] of code.matchAll(IMPORT)) {
        for (const raw of names.split(',')) {
          const name = raw.trim().split(/\s+as\s+/)[0]
          if (!/^El[A-Z]/.test(name)) continue
          const path = `element-plus/es/components/${kebab(name)}/style/css`
          if (existsSync(`${root}${path}.mjs`)) styles.add(path)
        }
      }
      if (!styles.size) return null
      return { code: [...styles].map(path => `import '${path}';`).join('') + code, map: null }
    }
  }
}
