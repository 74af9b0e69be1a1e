import type { DossierChannel, Grouping, HeatmapHead } from '../../../protocol/dossiers.ts'
import type { Localized } from '../sites/site.ts'
import { isInForce } from '../sites/validity.ts'
import { unitCodeOf, type DossierView, type ViewedGroup } from './view.ts'

const CHANNEL_WORDS: Readonly<Record<DossierChannel, Localized>> = {
  'in-person': { vi: 'Trực tiếp', en: 'In person' },
  online: { vi: 'Trực tuyến', en: 'Online' },
  post: { vi: 'Bưu chính', en: 'By post' },
}

const NOT_SAID: Localized = { vi: 'Không rõ', en: 'Not stated' }

/** The code of a group in a grouping; '' where it is not stated. */
export function codeOf({ view, group }: ViewedGroup, by: Grouping): string {
  switch (by) {
    case 'unit':
      return unitCodeOf(view, group.unit)
    case 'field':
      return group.field
    case 'procedure':
      return group.procedure ?? ''
    case 'level':
      return group.level ?? ''
    case 'channel':
      return group.channel ?? ''
  }
}

/** What stands at the head of a row or column. */
export function headOf(view: DossierView, by: Grouping, code: string): HeatmapHead {
  if (code === '') return { code, name: NOT_SAID }
  const { catalogue, units } = view.book.rules
  switch (by) {
    case 'unit': {
      const unit = units.find((one) => one.code === code && isInForce(one.validity, view.date))
      return { code, name: unit?.name ?? same(code) }
    }
    case 'field': {
      const field = catalogue.field(code)
      return {
        code,
        name: field?.shortName ?? same(code),
        ...(field?.isApart === true && { apart: true as const }),
      }
    }
    case 'procedure':
      return { code, name: catalogue.procedure(code)?.name ?? same(code) }
    case 'level': {
      const dated = catalogue.rules.levels.filter((one) => one.code === code)
      const level = dated.find((one) => isInForce(one.validity, view.date)) ?? dated.at(-1)
      return { code, name: level?.name ?? same(code) }
    }
    case 'channel':
      return { code, name: CHANNEL_WORDS[code as DossierChannel] }
  }
}

function same(code: string): Localized {
  return { vi: code, en: code }
}
