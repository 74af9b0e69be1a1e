import {
  MOST_REGISTER_BYTES,
  RegisterAnswerSchema,
  RegisterMappingsSchema,
  type RegisterAnswer,
  type RegisterMapping,
} from '../../../protocol/registers.ts'
import { ask, type Answer } from '../people/ask.ts'
import { searchOf } from './desk-query.ts'

/** A large workbook takes a minute to read. */
const WITHIN_MS = 120_000

export interface RegisterChoice {
  readonly file: File
  readonly mapping: string
  /** '' = as the mapping says. */
  readonly encoding: string
  readonly sheet: string
}

const request = (address: string, init: RequestInit) => fetch(address, init)

/** The routes of registers. */
export const registerApi = {
  async mappings(site: string): Promise<Answer<readonly RegisterMapping[]>> {
    const path = `/sites/${encodeURIComponent(site)}/dossiers/mappings`
    const answer = await ask(request, { method: 'GET', path }, RegisterMappingsSchema)
    return answer.ok ? { ok: true, value: answer.value.mappings } : answer
  },

  async bring(
    site: string,
    { file, mapping, encoding, sheet }: RegisterChoice,
    isTrial: boolean,
  ): Promise<Answer<RegisterAnswer>> {
    if (file.size > MOST_REGISTER_BYTES) return { ok: false, problem: { name: 'body-too-large' } }
    const search = searchOf({
      mapping,
      trial: String(isTrial),
      name: file.name.slice(-200),
      ...(encoding !== '' && { encoding }),
      ...(sheet.trim() !== '' && { sheet: sheet.trim() }),
    })
    const path = `/sites/${encodeURIComponent(site)}/dossiers/register${search}`
    const question = { method: 'POST', path, file, withinMs: WITHIN_MS } as const
    return ask(request, question, RegisterAnswerSchema)
  },
}
