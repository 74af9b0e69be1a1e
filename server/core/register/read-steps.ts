import type { StatusMeaning } from './mapping.ts'
import type { RegisterRow, StepType, When } from './register-row.ts'

/** The dates of a row after its reception. */
export interface StepDates {
  readonly supplementRequested: When | undefined
  readonly financialDuty: When | undefined
  readonly resumed: When | undefined
  readonly completed: When | undefined
  readonly returned: When | undefined
  readonly withdrawn: When | undefined
}

type Step = RegisterRow['steps'][number]

export type Steps =
  | { readonly ok: true; readonly steps: readonly Step[] }
  | { readonly ok: false; readonly message: string }

/** What happened to a dossier, by its dates and the word for its state. Where they differ, a date of its end decides. */
export function stepsOf(dates: StepDates, status: StatusMeaning | undefined): Steps {
  const { completed, returned, withdrawn } = dates
  const end = withdrawn ?? completed ?? returned
  const pauses = pausesOf(dates)
  const done = (...steps: readonly Step[]): Steps => ({ ok: true, steps })
  if (end !== undefined) {
    const ends =
      status === 'withdrawn' || withdrawn !== undefined
        ? dated('withdrawn', end)
        : [...dated('completed', completed), ...dated('returned', returned)]
    return done(...pauses, ...dated('resumed', dates.resumed), ...ends)
  }
  switch (status) {
    case undefined:
      return done(...pauses, ...dated('resumed', dates.resumed))
    case 'open':
      if (pauses.length === 0 || dates.resumed !== undefined) {
        return done(...pauses, ...dated('resumed', dates.resumed))
      }
      return noDate('it is being dealt with again, and no date says since when')
    case 'supplement-requested':
    case 'financial-duty-requested':
      // Resumed once and waiting again: when it was asked for the second time nobody says.
      return done(
        ...(pauses.some(({ type }) => type === status) ? pauses : [...pauses, { type: status }]),
      )
    case 'completed':
    case 'returned':
    case 'withdrawn':
      return noDate('it is finished, and no date says when')
    case 'not-received':
      return done()
  }
}

function pausesOf({ supplementRequested, financialDuty }: StepDates): readonly Step[] {
  return [
    ...dated('supplement-requested', supplementRequested),
    ...dated('financial-duty-requested', financialDuty),
  ]
}

function dated(type: StepType, when: When | undefined): readonly Step[] {
  return when === undefined ? [] : [{ type, when }]
}

function noDate(what: string): Steps {
  return { ok: false, message: `the state says that ${what}` }
}
