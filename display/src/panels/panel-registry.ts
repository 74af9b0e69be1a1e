import { defineAsyncComponent, type Component } from 'vue'
import type { PanelKind } from '../../../protocol/panels/panel-kinds.ts'
import AgendaPanel from './agenda/AgendaPanel.vue'
import AlarmsPanel from './alarms/AlarmsPanel.vue'
import FigurePanel from './figure/FigurePanel.vue'
import GaugeStripPanel from './gauge-strip/GaugeStripPanel.vue'
import HeatmapPanel from './heatmap/HeatmapPanel.vue'
import MediaPanel from './media/MediaPanel.vue'
import RankingPanel from './ranking/RankingPanel.vue'
import TablePanel from './table/TablePanel.vue'
import WarningsPanel from './warnings/WarningsPanel.vue'

/** Every panel takes its options and the context. Those with a library of their own come later: it would hold up the first numbers. */
export const PANELS: Readonly<Record<PanelKind, Component>> = {
  figure: FigurePanel,
  ranking: RankingPanel,
  heatmap: HeatmapPanel,
  table: TablePanel,
  'gauge-strip': GaugeStripPanel,
  warnings: WarningsPanel,
  agenda: AgendaPanel,
  alarms: AlarmsPanel,
  media: MediaPanel,
  'commune-map': defineAsyncComponent(() => import('./commune-map/CommuneMapPanel.vue')),
  'alarm-kpis': defineAsyncComponent(() => import('./alarm-kpis/AlarmKpisPanel.vue')),
  bar: defineAsyncComponent(() => import('./bar/BarPanel.vue')),
  calendar: defineAsyncComponent(() => import('./calendar/CalendarPanel.vue')),
  'dossier-ageing': defineAsyncComponent(() => import('./dossier-ageing/DossierAgeingPanel.vue')),
  'dossier-list': defineAsyncComponent(() => import('./dossier-list/DossierListPanel.vue')),
  'dossier-matrix': defineAsyncComponent(() => import('./dossier-matrix/DossierMatrixPanel.vue')),
  hydrograph: defineAsyncComponent(() => import('./hydrograph/HydrographPanel.vue')),
  radar: defineAsyncComponent(() => import('./radar/RadarPanel.vue')),
  reservoirs: defineAsyncComponent(() => import('./reservoirs/ReservoirsPanel.vue')),
  trend: defineAsyncComponent(() => import('./trend/TrendPanel.vue')),
}
