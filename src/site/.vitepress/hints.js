import { page } from './files.js'

/** The chapters of hints.md, which HintsPageTest keeps equal to the hints in the code. */
export function hints() {
  return page('hints.md')
    .split(/^## /m)
    .slice(1)
    .map((chapter) => {
      const end = chapter.indexOf('\n')
      return { id: chapter.slice(0, end).trim(), text: chapter.slice(end).trim() }
    })
}
