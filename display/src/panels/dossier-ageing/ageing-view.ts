import type { DossierFigures, DossierFiguresAnswer } from '../../../../protocol/dossiers.ts'
import type { DossierAgeingOptions } from '../../../../protocol/panels/dossier-ageing.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Tone } from '../answered-state.ts'
import type { PanelContext } from '../panel-context.ts'

export interface AgeingPart {
  readonly key: 'apart' | 'others'
  readonly series: string
  readonly count: number
  readonly text: string
  /** Of the highest column. */
  readonly share: number
}

export interface AgeingColumn {
  readonly key: string
  /** Working days overdue, in words; where they find no room only from how many on. */
  readonly name: string
  readonly shortName: string
  readonly series: string
  readonly text: string
  /** From the foot up; without those that are nothing. */
  readonly parts: readonly AgeingPart[]
  readonly isEmpty: boolean
}

export interface AgeingForecast {
  readonly key: string
  readonly within: string
  readonly series: string
  readonly text: string
}

export interface AgeingView {
  readonly title: string
  readonly notes: readonly string[]
  /** Names of the parts; none where nothing stands apart. */
  readonly keys: readonly { readonly key: AgeingPart['key']; readonly text: string }[]
  readonly columns: readonly AgeingColumn[]
  readonly forecast: readonly AgeingForecast[]
}

type Context = Pick<PanelContext, 'locale' | 'messages' | 'screen'>

/** Overdue dossiers by how long they are, what stands apart (land) at the foot of each column where its counts compare best. */
export function ageingView(
  options: DossierAgeingOptions,
  answer: DossierFiguresAnswer | undefined,
  tone: Tone,
  context: Context,
): AgeingView {
  const { locale, messages, screen } = context
  const words = messages.panels.dossiers
  const unit =
    options.unit === undefined || options.unit === 'root' ? screen.site.rootUnit : options.unit
  const title = options.title?.[locale] ?? words.ageingTitle
  if (!answer) return { title, notes: [], keys: [], columns: [], forecast: [] }
  const isGone = tone === 'gone'
  const apart = answer.groups.filter(({ head }) => head.apart === true)
  const { total } = answer
  const numberOf = (count: number): string =>
    isGone ? messages.emDash : formatNumber(count, 0, locale)
  return {
    title,
    notes:
      isGone || total.meanDelay === null
        ? []
        : [words.meanDelay(formatNumber(total.meanDelay, 1, locale))],
    keys:
      apart.length === 0
        ? []
        : [
            { key: 'apart', text: apart.map(({ head }) => head.name[locale]).join(', ') },
            { key: 'others', text: words.others },
          ],
    columns: columnsOf(total, apart, { unit, isGone, numberOf, locale, messages }),
    forecast: total.forecast.map(({ workingHours, count }) => ({
      key: String(workingHours),
      within: words.within(formatNumber(workingHours, 0, locale)),
      series: `dossiers.forecast-${workingHours}h/${unit}`,
      text: isGone ? messages.emDash : words.more(formatNumber(count, 0, locale)),
    })),
  }
}

interface Drawing extends Pick<Context, 'locale' | 'messages'> {
  readonly unit: string
  readonly isGone: boolean
  readonly numberOf: (count: number) => string
}

function columnsOf(
  { ageing }: DossierFigures,
  apart: DossierFiguresAnswer['groups'],
  drawing: Drawing,
): readonly AgeingColumn[] {
  const { unit, isGone, numberOf } = drawing
  const highest = Math.max(1, ...ageing.map(({ count }) => count))
  return ageing.map(({ from, count }, index): AgeingColumn => {
    const ofApart = apart.reduce(
      (sum, { figures }) => sum + (figures.ageing.find((one) => one.from === from)?.count ?? 0),
      0,
    )
    // Whatever is answered, a part is never more than the whole.
    const first = Math.min(ofApart, count)
    const part = (key: AgeingPart['key'], of: number): AgeingPart => ({
      ...{ key, count: of, text: numberOf(of), share: of / highest },
      series: `dossiers.ageing/${unit}/${from}/${key === 'apart' ? apartCodes(apart) : 'others'}`,
    })
    const parts =
      apart.length > 0
        ? [part('apart', first), part('others', count - first)]
        : [part('others', count)]
    return {
      key: String(from),
      name: nameOf(from, ageing[index + 1]?.from, drawing),
      shortName: daysOf(from, drawing),
      series: `dossiers.ageing/${unit}/${from}`,
      text: numberOf(count),
      parts: isGone ? [] : parts.filter((one) => one.count > 0),
      isEmpty: count === 0 && !isGone,
    }
  })
}

function apartCodes(apart: DossierFiguresAnswer['groups']): string {
  return apart.map(({ head }) => head.code).join('+')
}

function daysOf(days: number, { locale }: Pick<Drawing, 'locale'>): string {
  return formatNumber(days, Number.isInteger(days) ? 0 : 1, locale)
}

function nameOf(from: number, to: number | undefined, drawing: Drawing): string {
  const { lessThan, between, atLeast } = drawing.messages.panels.dossiers
  if (to === undefined) return atLeast(daysOf(from, drawing))
  const until = daysOf(to, drawing)
  return from <= 0 ? lessThan(until) : between(daysOf(from, drawing), until)
}
