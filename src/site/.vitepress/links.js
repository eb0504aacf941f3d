import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { DOCS, ROOT, decisions } from './files.js'

/** Where the repository can be read; empty until there is such a place. */
const REPOSITORY = ''

const PAGES = join(ROOT, 'src', 'site', 'pages')

const NAMES = {
  'README.md': '/',
  'CHANGELOG.md': '/changelog',
  'CONTRIBUTING.md': '/contributing',
  'src/docs/README.md': '/manual',
  'src/docs/decisions': `/decisions/${decisions()[0].replace('.md', '')}`,
}

/**
 * Lets links that are written for the repository's files lead to the site's pages. A link to a file that is no page
 * becomes its path as text, while there is no repository to link to.
 */
export function links(md) {
  md.core.ruler.push('repository-links', (state) => {
    const file = state.env.realPath ?? state.env.path
    const from = origin(file)
    for (const block of state.tokens) {
      let dropped = false
      for (const token of block.children ?? []) {
        if (token.type === 'image') {
          token.attrSet('src', './' + slashes(relative(dirname(file), resolve(from, token.attrGet('src')))))
        } else if (token.type === 'link_open') {
          const to = target(token.attrGet('href'), from)
          dropped = to === null
          if (dropped) {
            Object.assign(token, { tag: 'span', type: 'span_open', attrs: [['title', 'in the repository']] })
          } else token.attrSet('href', to)
        } else if (token.type === 'link_close' && dropped) {
          Object.assign(token, { tag: 'span', type: 'span_close' })
          dropped = false
        }
      }
    }
  })
}

/** The folder of the file that a page's text is written in: src/site/pages includes files of the root. */
function origin(file) {
  return dirname(file) === PAGES ? ROOT : dirname(file)
}

/** The link on the site; null for a file that is not on it. */
function target(href, from) {
  if (/^([a-z]+:|#|\/)/.test(href)) return href
  const [path, anchor] = href.split('#')
  const file = resolve(from, path)
  const name = slashes(relative(ROOT, file))
  const hash = anchor ? `#${anchor}` : ''
  if (!existsSync(file)) throw new Error(`${name}, which a page links to, does not exist`)
  if (NAMES[name]) return NAMES[name] + hash
  if (name.startsWith('src/docs/') && name.endsWith('.md')) {
    return '/' + slashes(relative(DOCS, file)).replace(/\.md$/, '') + hash
  }
  if (!REPOSITORY) return null
  return join(REPOSITORY, statSync(file).isDirectory() ? 'tree' : 'blob', 'main', name) + hash
}

function slashes(path) {
  return path.split(sep).join('/')
}
