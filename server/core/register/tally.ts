import {
  DOSSIER_CLASSES,
  DOSSIER_ENDS,
  type DossierClass,
  type DossierEnd,
} from '../../../protocol/dossiers.ts'

export type Judgement = DossierClass | DossierEnd

/**
 * Accepted rows by what their dossiers are. Each counts as on time or as overdue, whether it is open or
 * not: `onTime + overdue` is all of them.
 */
export interface Tally {
  readonly onTime: number
  readonly overdue: number
  /** Of both, those that are not finished. */
  readonly open: number
  readonly classes: Readonly<Record<Judgement, number>>
}

export interface TallyInHand {
  readonly add: (judgement: Judgement) => void
  readonly result: () => Tally
}

export function createTally(): TallyInHand {
  const counts = new Map<Judgement, number>()
  const count = (...judgements: readonly Judgement[]): number =>
    judgements.reduce((sum, one) => sum + (counts.get(one) ?? 0), 0)
  const all = [...DOSSIER_CLASSES, ...DOSSIER_ENDS]
  return {
    add: (judgement) => counts.set(judgement, count(judgement) + 1),
    result() {
      const overdue = count('overdue', 'late')
      const classes = Object.fromEntries(all.map((one) => [one, count(one)]))
      return {
        onTime: count(...all) - overdue,
        overdue,
        open: count(...DOSSIER_CLASSES),
        classes: classes as Readonly<Record<Judgement, number>>,
      }
    },
  }
}
