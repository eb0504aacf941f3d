import { decisions, page } from './files.js'
import { hints } from './hints.js'

/** The groups of the manual's first page, then the hints and the decisions. */
export function sidebar() {
  const groups = [{ text: 'postcar', items: [{ text: 'Install and try', link: '/' }] }]
  for (const line of page('README.md').split('\n')) {
    const group = /^## (.*)/.exec(line)
    if (group) groups.push({ text: group[1], items: [] })
    const item = /^- \[([^\]]+)\]\(([^)]+)\.md\)/.exec(line)
    if (item) groups.at(-1).items.push({ text: item[1], link: `/${item[2]}` })
  }
  groups.push({
    text: 'Hints of trace',
    collapsed: true,
    items: hints().map(({ id }) => ({ text: id, link: `/hints/${id}` })),
  })
  groups.push({
    text: 'Decisions',
    collapsed: true,
    items: decisions().map((name) => ({
      text: /^# (.*)/m.exec(page(`decisions/${name}`))[1],
      link: `/decisions/${name.replace('.md', '')}`,
    })),
  })
  groups.push({
    text: 'Project',
    items: [
      { text: 'Changes', link: '/changelog' },
      { text: 'Contributing', link: '/contributing' },
    ],
  })
  return groups
}
