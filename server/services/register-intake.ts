import type { DossierEvent } from '../../protocol/dossiers.ts'
import { againstKept } from '../core/register/against-kept.ts'
import type { Judgement } from '../core/register/tally.ts'
import type { DossierStore } from './dossier-store.ts'
import type { DossierOutcome } from './register-import.ts'

/** The dossiers of a site, as far as a register needs them. */
export interface RegisterDossiers extends Pick<DossierStore, 'read'> {
  /** Takes events as from any source; what is not taken is told by its position among them. */
  takeEvents(events: readonly DossierEvent[]): Promise<{
    readonly accepted: number
    readonly known: number
    readonly rejected: readonly {
      readonly index: number
      readonly code: string
      readonly message: string
    }[]
  }>
  /** What the dossiers of these codes are at the site's now, if these events were kept beside those that are. */
  judge(
    codes: readonly string[],
    beside: readonly DossierEvent[],
  ): Promise<ReadonlyMap<string, Judgement>>
}

/**
 * Takes what a register tells of some dossiers: only what it says otherwise than before is sent on. A
 * trial changes nothing and answers what would become of them.
 */
export async function takeFromRegister(
  dossiers: RegisterDossiers,
  told: readonly (readonly DossierEvent[])[],
  isTrial: boolean,
): Promise<readonly DossierOutcome[]> {
  const codes = told.flatMap(([first]) => first?.dossier ?? [])
  const kept = new Map(
    (await dossiers.read(codes)).map(({ code, events }) => [
      code,
      events.map(({ event }) => event),
    ]),
  )
  const compared = told.map((events) =>
    againstKept(events, kept.get(events[0]?.dossier ?? '') ?? []),
  )
  const sent = compared.flatMap(({ events }) => events)
  const { rejected } =
    isTrial || sent.length === 0 ? { rejected: [] } : await dossiers.takeEvents(sent)
  const refusals = new Map(rejected.map(({ index, code, message }) => [index, { code, message }]))
  const judgements = await dossiers.judge(codes, isTrial ? sent : [])
  let index = 0
  return told.map((events, at): DossierOutcome => {
    const { change, events: changed } = compared[at] ?? { change: 'known', events: [] }
    const from = index
    index += changed.length
    for (const [offset, { type }] of changed.entries()) {
      const refusal = refusals.get(from + offset)
      if (refusal) return { outcome: 'rejected', type, ...refusal }
    }
    const is = judgements.get(events[0]?.dossier ?? '')
    if (is === undefined) throw new Error('a dossier that was taken is not there')
    return { outcome: change, is }
  })
}
