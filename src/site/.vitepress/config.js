import { defineConfig } from 'vitepress'
import { hints } from './hints.js'
import { links } from './links.js'
import { plain } from './plain.js'
import { sidebar } from './sidebar.js'
import { slug } from './slug.js'

export default defineConfig({
  title: 'postcar',
  description: 'Migrates PostgreSQL schemas, and only PostgreSQL schemas.',
  lang: 'en',
  // The pages are src/docs, as they are, and the few of src/site/pages.
  srcDir: '..',
  srcExclude: ['!(docs|site)/**', 'site/!(pages)/**', 'site/*.md'],
  rewrites: {
    'docs/README.md': 'manual.md',
    'docs/:page*': ':page*',
    'site/pages/:page*': ':page*',
  },
  outDir: 'dist',
  cacheDir: '.cache',
  // The path below which the site is served.
  base: process.env.SITE_BASE ?? '/',
  head: [['link', { rel: 'icon', href: icon() }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: slug },
    config: (md) => md.use(links).use(plain),
  },
  themeConfig: {
    nav: [
      { text: 'Manual', link: '/manual' },
      { text: 'Commands', link: '/commands' },
      { text: 'Hints', link: '/hints' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
      { text: 'Changes', link: '/changelog' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: {
      provider: 'local',
      options: { _render: searched, miniSearch: { _splitIntoSections: hint } },
    },
  },
  vite: { publicDir: false, plugins: [vueForPages()] },
})

/** The pages are outside the folder of the node modules, so that Vue is not found from them. */
function vueForPages() {
  return {
    name: 'vue-for-pages',
    enforce: 'pre',
    resolveId: (id, _, { ssr }) => (ssr && /^vue(\/server-renderer)?$/.test(id) ? { id, external: true } : null),
  }
}

/** Each hint is a page of its own: the page of all of them would be found for each a second time. */
function searched(source, env, md) {
  const all = env.relativePath === 'hints.md'
  return md.render(all ? source.slice(0, source.indexOf('\n## ')) : source, env)
}

/** The text of a hint's page, which is no file; of other pages null, for the usual sections. */
function hint(file) {
  const found = hints().find(({ id }) => file.endsWith(`/hints/${id}.md`))
  return found ? [{ anchor: '', titles: [found.id], text: found.text }] : null
}

function icon() {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#336791"/>' +
    '<path d="M4 4h8M4 8h8M4 12h5" stroke="#fff" stroke-width="2"/></svg>'
  return 'data:image/svg+xml,' + encodeURIComponent(svg)
}
