import {
  AnnouncedAnswerSchema,
  type AnnouncedAnswer,
  type NaturalHazard,
} from '../../../protocol/announced.ts'
import { ask, type Answer } from '../people/ask.ts'

export interface Bulletin {
  readonly hazard: NaturalHazard
  readonly level: number
  /** ISO 8601. */
  readonly bulletinAt: string
  readonly source?: string
}

const request = (address: string, init: RequestInit) => fetch(address, init)
const pathOf = (site: string): string => `/sites/${encodeURIComponent(site)}/announced`

/** The routes of announced levels. */
export const bulletinApi = {
  list: (site: string): Promise<Answer<AnnouncedAnswer>> =>
    ask(request, { method: 'GET', path: pathOf(site) }, AnnouncedAnswerSchema),
  enter: (site: string, body: Bulletin): Promise<Answer<AnnouncedAnswer>> =>
    ask(request, { method: 'POST', path: pathOf(site), body }, AnnouncedAnswerSchema),
}
