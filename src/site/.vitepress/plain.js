/** Lets the text of the pages be text: Vue does not see braces as its own, and indented code looks like fenced code. */
export function plain(md) {
  md.core.ruler.push('plain', (state) => {
    for (const block of state.tokens) {
      if (block.type === 'code_block') Object.assign(block, { type: 'fence', tag: 'code', info: 'txt', markup: '```' })
      for (const token of block.children ?? []) if (token.type === 'code_inline') token.attrSet('v-pre', '')
    }
  })
  const text = md.renderer.rules.text
  md.renderer.rules.text = (...all) => text(...all).replaceAll('{{', '&#123;&#123;')
}
