import express, { type Request, type Response } from 'express'
import {
  MOST_REGISTER_BYTES,
  MOST_REJECTED_LISTED,
  REGISTER_ENCODINGS,
  type RegisterAnswer,
  type RegisterEncoding,
  type RegisterPreviewRow,
} from '../../../protocol/registers.ts'
import { LINE_OF_TEXT } from '../../../protocol/people.ts'
import { isoTime } from '../../core/dossiers/list.ts'
import type { JournalDetail } from '../../core/journal/entry.ts'
import type { PreviewRow, RegisterReport } from '../../services/register-import.ts'
import type { RegisterResult } from '../../services/registers.ts'
import type { SiteVisit } from './admission.ts'
import { contentTypeOf } from './content-type.ts'
import { refuseOthers } from './dossier-post-route.ts'
import { dossierProblem } from './dossier-problem.ts'
import type { HttpParts } from './http-parts.ts'
import { badParameter, plainParameter } from './parameters.ts'
import { storeProblem } from './post-route.ts'
import { posterOf } from './poster.ts'
import { HttpProblem } from './problem.ts'
import type { RouteTable } from './route-table.ts'

const DOSSIERS = '/api/v1/sites/:site/dossiers'
const FILE_TYPE = 'application/octet-stream'
const MOST_OF_SHEET = 31
const MOST_OF_NAME = 200

/** Registers that reporters bring; programs post events. */
export function addRegisterRoutes(routes: RouteTable, { registers }: HttpParts): void {
  routes.site('get', `${DOSSIERS}/mappings`, 'registers.import', async (_req, res, visit) => {
    if (!visit.site.site().dossiers) throw dossierProblem('no-dossiers')
    refuseOthers(visit.site, posterOf(visit))
    res.json({ mappings: await registers.mappings() })
  })

  routes.site('post', `${DOSSIERS}/register`, 'registers.import', async (req, res, visit) => {
    const { site } = visit
    if (!site.site().dossiers) throw dossierProblem('no-dossiers')
    const poster = posterOf(visit)
    refuseOthers(site, poster)
    const { name, ...order } = readOrder(req)
    const { id } = site.site()
    // Before the file comes: many of them at once would fill the memory.
    const end = registers.begin(id)
    if (!end) throw importRunning()
    try {
      const bytes = await readFile(req, res)
      const result = await registers.import({ ...order, site: id, bytes, origin: poster.origin })
      if (!order.isTrial) await note(visit, { name, mapping: order.mapping }, result)
      if (!result.ok) throw problemOf(result)
      res.json(answerOf(result.report, order.isTrial))
    } finally {
      end()
    }
  })
}

function importRunning(): HttpProblem {
  const detail = 'another register of this site is being read, try again when it is done'
  return new HttpProblem('import-running', detail, { headers: { 'Retry-After': '5' } })
}

interface Order {
  readonly name: string
  readonly mapping: string
  readonly isTrial: boolean
  readonly encoding: RegisterEncoding | undefined
  readonly sheet: string | undefined
}

function readOrder(req: Request): Order {
  if (contentTypeOf(req).type !== FILE_TYPE) {
    throw new HttpProblem('wrong-content-type', `send the file itself, as ${FILE_TYPE}`)
  }
  const mapping = plainParameter(req, 'mapping')
  if (mapping === undefined) throw badParameter('mapping', 'mapping is required')
  const trial = plainParameter(req, 'trial')
  // Nothing is taken by omission.
  if (trial !== 'true' && trial !== 'false') throw badParameter('trial', 'trial is true or false')
  const written = plainParameter(req, 'encoding')
  const encoding = REGISTER_ENCODINGS.find((one) => one === written)
  if (written !== undefined && encoding === undefined) {
    throw badParameter('encoding', `encoding is one of ${REGISTER_ENCODINGS.join(', ')}`)
  }
  const sheet = lineOf(req, 'sheet', MOST_OF_SHEET)
  const name = lineOf(req, 'name', MOST_OF_NAME) ?? ''
  return { name, mapping, isTrial: trial === 'true', encoding, sheet }
}

function lineOf(req: Request, name: string, most: number): string | undefined {
  const text = plainParameter(req, name)
  if (text === undefined) return undefined
  if (text !== '' && text.length <= most && LINE_OF_TEXT.test(text)) return text
  throw badParameter(name, `${name} is one line of at most ${most} characters`)
}

const readRaw = express.raw({ type: () => true, limit: MOST_REGISTER_BYTES })

async function readFile(req: Request, res: Response): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    readRaw(req, res, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(error as Error)
    })
  })
  const body: unknown = req.body
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

/** What may have changed something is noted, also where it stopped half-way. */
async function note(
  { asker, caller, site }: SiteVisit,
  file: { readonly name: string; readonly mapping: string },
  result: RegisterResult,
): Promise<void> {
  const { principal } = asker
  if (principal.kind !== 'person') throw new Error('registers are imported by people')
  const detail = detailOf(result)
  if (detail === undefined) return
  const { id, name } = principal
  await site.note({
    action: 'register.imported',
    actor: { kind: 'person', id, name },
    detail: { ...file, ...detail },
    address: caller.address,
  })
}

function detailOf(result: RegisterResult): JournalDetail | undefined {
  if (!result.ok) return result.reason === 'not-taken' ? { stopped: result.why } : undefined
  const { rows, accepted, rejected } = result.report.summary
  return { rows, accepted, rejected: rejected.length }
}

function problemOf(result: RegisterResult & { readonly ok: false }): HttpProblem {
  switch (result.reason) {
    case 'no-such-mapping':
      return badParameter('mapping', 'there is no such mapping')
    case 'refused': {
      const { why: reason, message } = result
      return new HttpProblem('register-refused', message, { extra: { reason } })
    }
    case 'not-taken':
      return result.why === 'no-dossiers' ? dossierProblem(result.why) : storeProblem(result.why)
  }
}

function answerOf({ summary, preview }: RegisterReport, isTrial: boolean): RegisterAnswer {
  const { rejected, classes, others, ...counts } = summary
  return {
    isTrial,
    ...counts,
    classes: { ...classes },
    others: { ...others },
    rejected: rejected.slice(0, MOST_REJECTED_LISTED).map(({ more, ...row }) => {
      return { ...row, ...(more && { more: [...more] }) }
    }),
    rejectedTotal: rejected.length,
    preview: preview.map(previewOf),
  }
}

function previewOf({ row, events, outcome, is }: PreviewRow): RegisterPreviewRow {
  const received = events.find((event) => event.type === 'received')
  return {
    row,
    ...(received && {
      dossier: received.dossier,
      unit: received.unit,
      field: received.field,
    }),
    events: events.map(({ type, at }) => ({ type, at: isoTime(at) })),
    ...(outcome !== undefined && { outcome }),
    ...(is !== undefined && { is }),
  }
}
