import { hints } from '../../.vitepress/hints.js'

export default {
  paths: () => hints().map(({ id, text }) => ({ params: { id }, content: content(id, text) })),
}

/** A chapter as a page: its two examples get a line each that says which is which. */
function content(id, text) {
  const [said, bad, good] = text.split(/^```sql\n/m)
  return `# ${id}

A hint of [trace](../../../docs/trace.md#hints).

${said}
It fires for:

\`\`\`sql
${bad.trim()}

It does not fire for:

\`\`\`sql
${good.trim()}

The tables of the examples, and all other hints: [hints](../../../docs/hints.md).
`
}
