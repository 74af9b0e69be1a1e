const KEPT = ['lang', 'theme'] as const

/** Language and theme go along from page to page; what was chosen on one page stays there. */
export function keptQuery(
  query: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = query[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}
