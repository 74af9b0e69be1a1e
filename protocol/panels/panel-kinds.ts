import type { z } from 'zod'
import { agenda } from './agenda.ts'
import { alarmKpis } from './alarm-kpis.ts'
import { alarms } from './alarms.ts'
import { bar } from './bar.ts'
import { calendar } from './calendar.ts'
import { communeMap } from './commune-map.ts'
import type { PanelDefinition, PanelReference } from './definition.ts'
import { dossierAgeing } from './dossier-ageing.ts'
import { dossierList } from './dossier-list.ts'
import { dossierMatrix } from './dossier-matrix.ts'
import { figure } from './figure.ts'
import { gaugeStrip } from './gauge-strip.ts'
import { heatmap } from './heatmap.ts'
import { hydrograph } from './hydrograph.ts'
import { media } from './media.ts'
import { radar } from './radar.ts'
import { ranking } from './ranking.ts'
import { reservoirs } from './reservoirs.ts'
import { table } from './table.ts'
import { trend } from './trend.ts'
import { warnings } from './warnings.ts'

/** Every panel kind: a new one = its file here + its folder in display/src/panels. Displays import only its types. */
export const PANEL_KINDS = {
  agenda,
  'alarm-kpis': alarmKpis,
  alarms,
  bar,
  calendar,
  'commune-map': communeMap,
  'dossier-ageing': dossierAgeing,
  'dossier-list': dossierList,
  'dossier-matrix': dossierMatrix,
  figure,
  'gauge-strip': gaugeStrip,
  heatmap,
  hydrograph,
  media,
  radar,
  ranking,
  reservoirs,
  table,
  trend,
  warnings,
}

export type PanelKind = keyof typeof PANEL_KINDS

export type PanelSpecOf<Kind extends PanelKind> = Kind extends PanelKind
  ? {
      readonly kind: Kind
      readonly options: Readonly<z.output<(typeof PANEL_KINDS)[Kind]['options']>>
    }
  : never

/** What everything of the site is that a panel names. */
export function referencesOf({ kind, options }: PanelSpecOf<PanelKind>): readonly PanelReference[] {
  const definition: PanelDefinition<unknown> = PANEL_KINDS[kind]
  return definition.references(options)
}
