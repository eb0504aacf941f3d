import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
export const DOCS = join(ROOT, 'src', 'docs')

export const page = (name) => readFileSync(join(DOCS, name), 'utf8')

export const decisions = () => readdirSync(join(DOCS, 'decisions')).sort()
