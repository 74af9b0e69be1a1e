import type { DueReport } from './due-commands.ts'

/** A due time as `{"due": ISO}`; explained as lines for people, or as steps within the JSON. */
export function printDue(
  { due, steps, uncoveredYears }: DueReport,
  { explain, json }: { readonly explain: boolean; readonly json: boolean },
): { readonly text: string; readonly warnings: string } {
  const warnings = uncoveredYears
    .map((year) => `warning: not all days off of ${year} were known to this calendar\n`)
    .join('')
  if (explain && !json) return { text: steps.map(({ words }) => `${words}\n`).join(''), warnings }
  const shown = {
    due,
    ...(json && uncoveredYears.length > 0 && { uncoveredYears }),
    ...(explain && { steps }),
  }
  return { text: `${JSON.stringify(shown)}\n`, warnings: json ? '' : warnings }
}
