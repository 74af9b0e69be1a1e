import type { Request } from 'express'
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  DossierDetail,
  DossierFiguresAnswer,
  DossierList,
  Heatmap,
} from '../../../protocol/dossiers.ts'
import type { DossierBook } from '../../core/dossiers/book.ts'
import { detailOf } from '../../core/dossiers/detail.ts'
import { groupedFigures } from '../../core/dossiers/grouped-figures.ts'
import { heatmapOf, looksOf, type HeatmapQuery } from '../../core/dossiers/heatmap.ts'
import { isoTime, listDossiers, type ListQuery } from '../../core/dossiers/list.ts'
import { quoted } from '../../core/ingest/incoming-sample.ts'
import { viewsOf, type ViewsAnswer } from '../../services/dossier-views.ts'
import { createAnswerCache, type MadeAnswer, type Question } from './answer-cache.ts'
import { cursorOfPlace } from './dossier-cursor.ts'
import { dossierProblem } from './dossier-problem.ts'
import {
  readAt,
  readFiguresQuery,
  readHeatmapQuery,
  readListQuery,
  type FiguresQuery,
} from './dossier-query.ts'
import type { HttpParts, HttpSite } from './http-parts.ts'
import { badParameter, plainParameter } from './parameters.ts'
import { HttpProblem } from './problem.ts'
import { reading } from './reading.ts'
import type { RouteTable } from './route-table.ts'

const DOSSIERS = '/api/v1/sites/:site/dossiers'
const MINUTE_MS = 60_000

type Views = ViewsAnswer & { readonly ok: true }

/** What stands of a site's dossiers, and of those of the sites that report to it. */
export function addDossierRoutes(routes: RouteTable, { monotonicNow }: HttpParts): void {
  const cache = createAnswerCache({ monotonicNow, sleep: (ms) => sleep(ms) })
  const revisionOf = createRevisions()

  /** Answered from the present, or from a moment of the past. */
  async function question(
    req: Request,
    site: HttpSite,
    at: number | undefined,
    make: (views: Views) => MadeAnswer,
  ): Promise<Question> {
    const present = await viewed(site, undefined)
    return {
      address: req.originalUrl,
      revision: () => revisionOf(present),
      make: async () => make(await viewed(site, at)),
    }
  }

  routes.site('get', `${DOSSIERS}/heatmap`, 'wall.view', async (req, res, { site }) => {
    const query = readHeatmapQuery(req, site.site())
    const at = readAt(req, site.clock.now())
    const make = (views: Views) => answerOf(heatmapAnswer(site, views, query), at)
    await cache.send(req, res, await question(req, site, at, make))
  })

  routes.site('get', `${DOSSIERS}/figures`, 'wall.view', async (req, res, { site }) => {
    const query = readFiguresQuery(req, site.site())
    const at = readAt(req, site.clock.now())
    const make = (views: Views) => answerOf(figuresAnswer(site, views, query), at)
    await cache.send(req, res, await question(req, site, at, make))
  })

  routes.site('get', DOSSIERS, 'wall.view', async (req, res, { site }) => {
    const query = readListQuery(req, site.site())
    const make = (views: Views) => listed(listAnswer(site, views, query))
    await cache.send(req, res, await question(req, site, undefined, make))
  })

  // For codes that cannot stand in a path: `.`, `heatmap`, or a slash that a proxy decodes.
  routes.site('get', `${DOSSIERS}/by-code`, 'wall.view', async (req, res, { site }) => {
    const code = plainParameter(req, 'code')
    if (code === undefined) throw badParameter('code', 'code is required')
    res.json(await detailAnswer(site, code))
  })

  routes.site('get', `${DOSSIERS}/:code`, 'wall.view', async (req, res, { site }) => {
    res.json(await detailAnswer(site, String(req.params['code'])))
  })
}

async function viewed(site: HttpSite, at: number | undefined): Promise<Views> {
  const answer = await reading(viewsOf(site, at))
  if (!answer.ok) throw dossierProblem(answer.reason)
  return answer
}

/** Two books are never the same, and one is not while its revision grows. */
function createRevisions(): (views: Views) => string {
  const numbers = new WeakMap<DossierBook, number>()
  let last = 0
  return ({ views }) => {
    const books = views.map(({ book, reported }) => {
      const number = numbers.get(book) ?? ++last
      numbers.set(book, number)
      return `${number}:${book.revision}:${reported.size}`
    })
    return books.join(' ')
  }
}

type Answer = Heatmap | DossierFiguresAnswer | DossierList

/** Its own moment passes over from minute to minute, so that who is told "the same" is not told an old one. */
function answerOf(answer: Answer, at: number | undefined): MadeAnswer {
  const minute = at ?? Math.floor(Date.parse(answer.at) / MINUTE_MS)
  return { text: JSON.stringify(answer), same: JSON.stringify({ ...answer, at: minute }) }
}

/** Times that are left are told to the minute. */
function listed(list: DossierList): MadeAnswer {
  const dossiers = list.dossiers.map(({ workingMsLeft, ...row }) => ({
    ...row,
    ...(workingMsLeft !== undefined && { left: Math.floor(workingMsLeft / MINUTE_MS) }),
  }))
  const at = Math.floor(Date.parse(list.at) / MINUTE_MS)
  return { text: JSON.stringify(list), same: JSON.stringify({ ...list, at, dossiers }) }
}

function headOf(site: HttpSite, { views: [own] }: Views): { site: string; at: string } {
  return { site: site.site().id, at: isoTime(Math.floor(own.at)) }
}

function heatmapAnswer(site: HttpSite, views: Views, query: HeatmapQuery): Heatmap {
  const { rows, columns, cells, rowTotals, columnTotals, total } = heatmapOf(views.views, query)
  return {
    ...headOf(site, views),
    ...looksOf(query, site.site().metrics, cells),
    rows: [...rows],
    columns: [...columns],
    cells: cells.map((row) => [...row]),
    rowTotals: [...rowTotals],
    columnTotals: [...columnTotals],
    total,
    silentUnits: [...views.silentUnits],
  }
}

function figuresAnswer(
  site: HttpSite,
  views: Views,
  { by, filter }: FiguresQuery,
): DossierFiguresAnswer {
  const books = views.views.map(({ book }) => book)
  return {
    ...headOf(site, views),
    by,
    ...groupedFigures(views.views, by, filter),
    silentUnits: [...views.silentUnits],
    refusedEvents: books.reduce((sum, book) => sum + book.refusedEvents, 0),
    withoutReception: books.reduce((sum, book) => sum + book.withoutReception, 0),
  }
}

function listAnswer(site: HttpSite, views: Views, query: ListQuery): DossierList {
  const { total, dossiers, next } = listDossiers(views.views, query)
  return {
    ...headOf(site, views),
    total,
    dossiers: [...dossiers],
    ...(next && { next: cursorOfPlace(next) }),
  }
}

async function detailAnswer(site: HttpSite, code: string): Promise<DossierDetail> {
  const answer = await viewed(site, undefined)
  for (const [index, view] of answer.views.entries()) {
    const number = view.book.numberOf(code)
    const keeper = answer.sites[index]
    if (number === undefined || !keeper) continue
    const events = await reading(keeper.dossiers.eventsOf(code))
    const detail = detailOf(view, number, events)
    if (detail) return { ...headOf(site, answer), ...detail }
  }
  const detail = `the reception of a dossier ${quoted(code)} has not been reported`
  throw new HttpProblem('no-such-dossier', detail)
}
