import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

declare global {
  interface Window {
    axe?: { readonly run: (context: Document, options: RunOptions) => Promise<AxeResults> }
  }
}

/** What axe finds wrong with a page as it stands, in words; undefined where it did not run. */
export async function axeViolations(page: Page): Promise<readonly object[] | undefined> {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    // A number that has just changed is paler for a moment: on a busy machine that moment is met by chance.
    const still = new CSSStyleSheet()
    still.replaceSync('.fades-odd, .fades-even { animation: none !important }')
    document.adoptedStyleSheets.push(still)
    const results = await window.axe?.run(document, { resultTypes: ['violations'] })
    document.adoptedStyleSheets.pop()
    return results?.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.failureSummary}`),
    }))
  })
}
