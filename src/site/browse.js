// node browse.js CHROMIUM [DIRECTORY]: serves dist to this machine only, visits every page and fails on whatever a reader
// would stumble over: broken links and anchors, errors in the console, requests that fail or leave the site, pages that are
// wider than the screen, small or faint text, pictures that do not load, and a search that does not find.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { hints } from './.vitepress/hints.js'

const [program, pictures] = process.argv.slice(2)
const DIST = join(import.meta.dirname, 'dist')
const WIDTHS = [390, 1400]
const SMALLEST = 11
const FAINTEST = 4.5

const wrong = []
const pages = readdirSync(DIST, { recursive: true })
  .filter((name) => name.endsWith('.html') && name !== '404.html')
  .map((name) => `/${name}`.replace(/^\/index\.html$/, '/'))
  .sort()

const server = await serve()
const site = `http://127.0.0.1:${server.address().port}`
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
const anchors = new Map()
const links = []
const reader = await open(WIDTHS[0], 'dark')
for (const path of pages) await visit(reader, path)
let broken = 0
for (const { from, to } of links) {
  const { origin, pathname, hash } = new URL(to)
  const ids = anchors.get(pathname)
  if (origin !== new URL(site).origin) continue
  if (!ids) wrong.push(`${from}: ${pathname} is no page`)
  else if (hash && !ids.has(decodeURIComponent(hash.slice(1)))) wrong.push(`${from}: ${pathname} has no ${hash}`)
  else continue
  broken++
}
for (const { id } of hints()) if (!anchors.has(`/hints/${id}.html`)) wrong.push(`the hint ${id} has no page`)
await search('create index concurrently', '/hints/create-index-blocks-writes.html')
await search('exit codes', '/exit-codes.html')
if (pictures) await shoot()
await browser.close()
server.close()

for (const one of wrong) console.error(one)
console.log(`${pages.length} pages at ${WIDTHS.join(' and ')} px, ${links.length} links, ${broken} broken, ${hints().length} hints`)
console.log(`${wrong.length} things to fix`)
process.exitCode = wrong.length > 0 ? 1 : 0

/** The files of dist, as any host would serve them. */
async function serve() {
  const types = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', json: 'application/json' }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
    const file = join(DIST, path.endsWith('/') ? `${path}index.html` : path)
    const found = file.startsWith(DIST) && existsSync(file) && statSync(file).isFile()
    response.writeHead(found ? 200 : 404, { 'content-type': types[extname(file).slice(1)] ?? 'application/octet-stream' })
    response.end(found ? readFileSync(file) : '')
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}

/** A page that notes what goes wrong in it. */
async function open(width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const note = (text) => wrong.push(`${new URL(page.url()).pathname}: ${text}`)
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) note(message.text())
  })
  page.on('pageerror', (error) => note(error.message))
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') note(`${request.url()} failed`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) note(`${response.url()}: ${response.status()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(site) && !request.url().startsWith('data:')) note(`asks ${request.url()}`)
  })
  return page
}

/** One page, on a narrow dark screen and on a wide light one. */
async function visit(page, path) {
  await page.setViewportSize({ width: WIDTHS[0], height: 900 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(site + path, { waitUntil: 'networkidle' })
  const narrow = await page.evaluate(look, { SMALLEST, FAINTEST })
  await page.setViewportSize({ width: WIDTHS[1], height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
  await page.waitForFunction(() => !document.documentElement.classList.contains('dark'))
  const wide = await page.evaluate(look, { SMALLEST, FAINTEST })
  for (const [width, seen] of [[WIDTHS[0], narrow], [WIDTHS[1], wide]]) {
    if (seen.wide) wrong.push(`${path} at ${width} px is ${seen.wide} px wide: ${seen.widest}`)
    for (const text of seen.unreadable) wrong.push(`${path} at ${width} px: ${text}`)
  }
  anchors.set(path, new Set(narrow.ids))
  for (const to of narrow.links) links.push({ from: path, to })
}

/** Runs in the page. */
async function look({ SMALLEST, FAINTEST }) {
  const all = [...document.querySelectorAll('.vp-doc *')]
  const screen = document.documentElement.clientWidth
  const wide = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)
  const scrolls = (element) => {
    for (let one = element; one; one = one.parentElement) if (/auto|scroll/.test(getComputedStyle(one).overflowX)) return true
    return false
  }
  const widest = all.find((element) => element.getBoundingClientRect().right > screen + 1 && !scrolls(element))
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })
  const paint = (layers) => {
    pen.clearRect(0, 0, 1, 1)
    for (const color of layers) {
      pen.fillStyle = color
      pen.fillRect(0, 0, 1, 1)
    }
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const unreadable = new Set()
  for (const element of all) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    const style = getComputedStyle(element)
    if (!own || !element.getClientRects().length || style.opacity === '0' || style.clip !== 'auto') continue
    const said = `"${element.textContent.trim().slice(0, 30)}" (${element.tagName} ${element.className})`
    if (parseFloat(style.fontSize) < SMALLEST) unreadable.add(`${said} has ${style.fontSize}`)
    const layers = []
    for (let one = element; one; one = one.parentElement) layers.unshift(getComputedStyle(one).backgroundColor)
    const ground = paint(layers)
    const ink = paint([...layers, style.color])
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)
    if (contrast < FAINTEST && !element.closest('.header-anchor')) unreadable.add(`${said} has a contrast of ${contrast.toFixed(1)}`)
  }
  for (const picture of document.querySelectorAll('.vp-doc img')) {
    await picture.decode().catch(() => {})
    if (!picture.naturalWidth) unreadable.add(`the picture ${picture.src} does not load`)
    if (!picture.alt) unreadable.add(`the picture ${picture.src} has no alt text`)
  }
  return {
    wide: wide > screen ? wide : 0,
    widest: widest?.outerHTML.slice(0, 80),
    unreadable: [...unreadable].slice(0, 5),
    ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
    links: [...document.querySelectorAll('a[href]')].map((element) => element.href),
  }
}

async function search(words, path) {
  const page = await open(WIDTHS[1], 'light')
  await page.goto(site, { waitUntil: 'networkidle' })
  await page.click('#local-search button')
  await page.fill('#localsearch-input', words)
  const found = await page
    .waitForSelector(`.VPLocalSearchBox .results a[href^="${path}"]`, { timeout: 5000 })
    .catch(() => wrong.push(`the search for "${words}" does not find ${path}`))
  await page.context().close()
  return found
}

async function shoot() {
  for (const width of WIDTHS) {
    for (const mode of ['light', 'dark']) {
      const page = await open(width, mode)
      for (const path of ['/', '/commands', '/hints', '/hints/create-index-blocks-writes', '/architecture', '/trace']) {
        await page.goto(`${site}${path}${path === '/' ? '' : '.html'}`, { waitUntil: 'networkidle' })
        await page.screenshot({ path: join(pictures, `${path.slice(1).replaceAll('/', '-') || 'home'}-${width}-${mode}.png`) })
      }
      await page.context().close()
    }
  }
}
