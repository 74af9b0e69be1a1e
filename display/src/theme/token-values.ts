import type { Theme } from './theme.ts'

/** The custom properties of a style sheet as a theme has them: those of every theme, overwritten by its own. */
export function tokenValues(css: string, theme: Theme): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>()
  for (const [, selector = '', body = ''] of css.matchAll(/([^{}]+)\{([^}]*)\}/g)) {
    if (!selector.includes(':root') && !selector.includes(`'${theme}'`)) continue
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+):\s*([^;]+);/g)) {
      tokens.set(name, value)
    }
  }
  return tokens
}
