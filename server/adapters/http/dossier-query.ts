import type { Request } from 'express'
import {
  DOSSIER_CHANNELS,
  DOSSIER_CLASSES,
  GROUPINGS,
  HEATMAP_COLUMNS,
  HEATMAP_MEASURES,
  HEATMAP_ROWS,
  type Grouping,
} from '../../../protocol/dossiers.ts'
import { isAnswerable, type Axes, type HeatmapQuery } from '../../core/dossiers/heatmap.ts'
import type { ListPlace, ListQuery } from '../../core/dossiers/list.ts'
import type { DossierFilter } from '../../core/dossiers/view.ts'
import { quoted } from '../../core/ingest/incoming-sample.ts'
import type { Site } from '../../core/sites/site.ts'
import { placeOfCursor } from './dossier-cursor.ts'
import {
  badParameter,
  instantParameter,
  oneOf,
  plainParameter,
  refuseOthers,
  wholeNumber,
  wordsOf,
} from './parameters.ts'

const FILTERS = ['unit', 'field', 'procedure', 'level', 'channel'] as const
const DAY_FILTERS = ['unit', 'field'] as const
const MAX_CODE_LENGTH = 64
/** `root` stands for the unit of the whole site, as it does in layouts. */
const ROOT = 'root'

const MOST_DAYS = 366
const MOST_AHEAD = 60
const DEFAULT_DAYS = { field: 10, day: 10, weekday: 90 }
const DEFAULT_LIMIT = 50
const MOST_LISTED = 200

export interface FiguresQuery {
  readonly by: Grouping
  readonly filter: DossierFilter
}

/** Reads what a heatmap is asked for; what it refuses it names, with the words that are allowed. */
export function readHeatmapQuery(req: Request, site: Site): HeatmapQuery {
  const axes = readAxes(req)
  // Days are kept by unit and field.
  const filters = axes.columns === 'field' ? FILTERS : DAY_FILTERS
  refuseOthers(req, ['rows', 'columns', 'measure', 'at', 'days', 'ahead', ...filters])
  const fallback = axes.columns === 'weekday' ? 'received' : 'overdue'
  const measure = oneOf(req, 'measure', HEATMAP_MEASURES) ?? fallback
  const query = { measure, axes, filter: readFilter(req, site) }
  if (isAnswerable(query)) return query
  const possible = HEATMAP_MEASURES.filter((one) => isAnswerable({ ...query, measure: one }))
  throw badParameter('measure', `with columns=${axes.columns}: one of ${possible.join(', ')}`)
}

export function readFiguresQuery(req: Request, site: Site): FiguresQuery {
  refuseOthers(req, ['by', 'at', ...FILTERS])
  return { by: oneOf(req, 'by', GROUPINGS) ?? 'unit', filter: readFilter(req, site) }
}

export function readListQuery(req: Request, site: Site): ListQuery {
  refuseOthers(req, ['class', 'limit', 'cursor', ...FILTERS])
  return {
    classes: readClasses(req),
    filter: readFilter(req, site),
    after: readCursor(req),
    limit: wholeNumber(req, 'limit', 1, MOST_LISTED) ?? DEFAULT_LIMIT,
  }
}

/** A moment of the past, or none. */
export function readAt(req: Request, now: number): number | undefined {
  const at = instantParameter(req, 'at')
  if (at !== undefined && at > now) throw badParameter('at', 'at lies in the future of the site')
  return at
}

function readAxes(req: Request): Axes {
  const rows = oneOf(req, 'rows', HEATMAP_ROWS)
  const columns = oneOf(req, 'columns', HEATMAP_COLUMNS) ?? (rows === 'hour' ? 'weekday' : 'field')
  const days = wholeNumber(req, 'days', 1, MOST_DAYS) ?? DEFAULT_DAYS[columns]
  const ahead = wholeNumber(req, 'ahead', 0, MOST_AHEAD) ?? 0
  if (ahead > 0 && plainParameter(req, 'at') !== undefined) {
    throw badParameter('ahead', 'what is to come is told of now only, without at')
  }
  if (columns === 'weekday') {
    if (rows === 'unit') throw badParameter('columns', 'with rows=unit: one of field, day')
    return { rows: 'hour', columns, days }
  }
  if (rows === 'hour') throw badParameter('columns', 'with rows=hour: weekday')
  if (columns === 'field') return { rows: 'unit', columns }
  return { rows: 'unit', columns, span: { days, ahead } }
}

function readFilter(req: Request, site: Site): DossierFilter {
  return {
    unit: readUnit(req, site),
    field: readCode(req, 'field'),
    procedure: isNotStated(req, 'procedure') ? '' : readCode(req, 'procedure'),
    level: isNotStated(req, 'level') ? '' : readCode(req, 'level'),
    channel: isNotStated(req, 'channel') ? '' : oneOf(req, 'channel', DOSSIER_CHANNELS),
  }
}

/** Those whose source did not say, as in the groups of figures. */
function isNotStated(req: Request, name: string): boolean {
  return plainParameter(req, name) === ''
}

function readUnit(req: Request, { units, rootUnit }: Site): string | undefined {
  const code = readCode(req, 'unit')
  if (code === undefined || units.some((unit) => unit.code === code)) return code
  if (code === ROOT) return rootUnit
  throw badParameter('unit', `the site has no unit ${quoted(code)}`)
}

function readCode(req: Request, name: string): string | undefined {
  const code = plainParameter(req, name)
  if (code === undefined || (code !== '' && code.length <= MAX_CODE_LENGTH)) return code
  throw badParameter(name, `${name} is a code of 1 to ${MAX_CODE_LENGTH} characters`)
}

function readClasses(req: Request): ListQuery['classes'] {
  return wordsOf(req, 'class', DOSSIER_CLASSES) ?? new Set(DOSSIER_CLASSES)
}

function readCursor(req: Request): ListPlace | undefined {
  const text = plainParameter(req, 'cursor')
  if (text === undefined) return undefined
  const place = placeOfCursor(text)
  if (!place) throw badParameter('cursor', 'not the next of such an answer')
  return place
}
