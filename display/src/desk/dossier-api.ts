import {
  DossierDetailSchema,
  DossierFiguresAnswerSchema,
  DossierListSchema,
  HeatmapSchema,
  type DossierFiguresAnswer,
  type Grouping,
  type HeatmapMeasure,
} from '../../../protocol/dossiers.ts'
import type * as z from 'zod/mini'
import { ask, type Answer, type Request } from '../people/ask.ts'
import { filtersOf, instantOf, searchOf, type DeskColumns, type DeskQuery } from './desk-query.ts'

/** Rows of one page of the list. */
const LISTED = 20

/** Figures by a grouping, and by field, from which land is told apart. */
export interface GroupedFigures {
  readonly grouped: DossierFiguresAnswer
  readonly byField: DossierFiguresAnswer
}

/** What every dossier of a site states, to be chosen from. */
export interface DossierChoices {
  readonly fields: DossierFiguresAnswer['groups']
  readonly procedures: DossierFiguresAnswer['groups']
  readonly levels: DossierFiguresAnswer['groups']
}

/** The questions of the page of dossiers. */
function createDossierApi(request: Request) {
  function get<Value>(site: string, path: string, schema: z.ZodMiniType<Value>) {
    const dossiers = `/sites/${encodeURIComponent(site)}/dossiers`
    return ask(request, { method: 'GET', path: dossiers + path }, schema)
  }

  function figures(site: string, by: Grouping, query: DeskQuery) {
    const search = searchOf({ by, at: instantOf(query), ...filtersOf(query) })
    return get(site, `/figures${search}`, DossierFiguresAnswerSchema)
  }

  return {
    async figures(site: string, by: Grouping, query: DeskQuery): Promise<Answer<GroupedFigures>> {
      const [grouped, byField] = await Promise.all([
        figures(site, by, query),
        by === 'field' ? undefined : figures(site, 'field', query),
      ])
      if (!grouped.ok) return grouped
      if (byField?.ok === false) return byField
      return { ok: true, value: { grouped: grouped.value, byField: (byField ?? grouped).value } }
    },

    async choices(site: string): Promise<Answer<DossierChoices>> {
      const [fields, procedures, levels] = await Promise.all([
        figures(site, 'field', {}),
        figures(site, 'procedure', {}),
        figures(site, 'level', {}),
      ])
      if (!fields.ok) return fields
      if (!procedures.ok) return procedures
      if (!levels.ok) return levels
      return {
        ok: true,
        value: {
          fields: fields.value.groups,
          procedures: procedures.value.groups,
          levels: levels.value.groups,
        },
      }
    },

    list(site: string, query: DeskQuery) {
      const search = { class: query.class, limit: LISTED, cursor: query.after }
      return get(site, searchOf({ ...search, ...filtersOf(query) }), DossierListSchema)
    },

    heatmap(site: string, measure: HeatmapMeasure, columns: DeskColumns, query: DeskQuery) {
      const { unit, field, ...others } = filtersOf(query)
      // Days are kept by unit and field only.
      const filters = columns === 'field' ? { unit, field, ...others } : { unit, field }
      const rows = columns === 'weekday' ? 'hour' : 'unit'
      const at = instantOf(query)
      const ahead = columns === 'day' && at === undefined ? DAYS_AHEAD : undefined
      const search = { rows, columns, measure, at, ahead, ...filters }
      return get(site, `/heatmap${searchOf(search)}`, HeatmapSchema)
    },

    dossier: (site: string, code: string) =>
      get(site, `/by-code${searchOf({ code })}`, DossierDetailSchema),
  }
}

const DAYS_AHEAD = 3

/** The one of this page. */
export const dossierApi = createDossierApi((address, init) => fetch(address, init))
