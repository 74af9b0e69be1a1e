import { computed, type ComputedRef } from 'vue'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import { placeOf, titleOf } from '../alarms/alarm-line.ts'
import { ALARM_GROUPS, groupOf, inOrder, type AlarmGroup } from '../alarms/alarm-order.ts'
import { messagesOf } from '../i18n/messages.ts'
import { useAlarmStore } from '../stores/alarms.ts'
import { useScreenStore } from '../stores/screen.ts'
import { filtered, unitsBySensor, type AlarmQuery } from './alarm-filter.ts'
import { bareText } from '../people/bare-text.ts'

export interface GroupedRows {
  readonly group: AlarmGroup
  readonly rows: readonly AlarmRow[]
}

export interface Offered {
  readonly value: string
  readonly name: string
}

export interface AlarmList {
  /** What the filters let through, in the order of the list. */
  readonly shown: ComputedRef<readonly AlarmRow[]>
  readonly groups: ComputedRef<readonly GroupedRows[]>
  /** Units and rules that there are alarms of. */
  readonly offered: ComputedRef<{
    readonly unit: readonly Offered[]
    readonly rule: readonly Offered[]
  }>
}

const NO_SENSORS = { sensors: [] }

/** The site's alarms as a desk lists them. Worked out when an alarm changes, not when time passes. */
export function useAlarmList(query: () => AlarmQuery): AlarmList {
  const alarms = useAlarmStore()
  const store = useScreenStore()
  const ordered = computed(() => inOrder(alarms.rows))
  /** Rows are never changed, only replaced: what was once put together serves as long as the row does. */
  const texts = computed((): ((row: AlarmRow) => string) => {
    const { screen, locale } = store
    if (!screen) return () => ''
    const about = { screen, locale, messages: messagesOf(locale) }
    const known = new WeakMap<AlarmRow, string>()
    return (row) => {
      const text =
        known.get(row) ??
        bareText(`${titleOf(row, about)} ${placeOf(row, about)} ${row.owner ?? ''}`)
      known.set(row, text)
      return text
    }
  })
  const shown = computed(() =>
    filtered(ordered.value, query(), store.screen ?? NO_SENSORS, texts.value),
  )
  const groups = computed(() => {
    const rows = new Map<AlarmGroup, AlarmRow[]>(ALARM_GROUPS.map((group) => [group, []]))
    for (const row of shown.value) rows.get(groupOf(row))?.push(row)
    return [...rows].map(([group, its]) => ({ group, rows: its }))
  })
  const offered = computed(() => {
    const { screen, locale } = store
    if (!screen) return { unit: [], rule: [] }
    const unitOf = unitsBySensor(screen)
    const units = new Set(ordered.value.map(({ unit, sensor }) => unit ?? unitOf.get(sensor ?? '')))
    const rules = new Set(ordered.value.map(({ rule }) => rule))
    const byName = new Intl.Collator(locale)
    const named = (all: readonly { readonly value: string; readonly name: string }[]) =>
      all.toSorted((a, b) => byName.compare(a.name, b.name))
    return {
      unit: named(
        screen.units
          .filter(({ code }) => units.has(code))
          .map(({ code, name }) => ({ value: code, name: name[locale] })),
      ),
      rule: named(
        screen.alarmRules
          .filter(({ id }) => rules.has(id))
          .map(({ id, name }) => ({ value: id, name: name[locale] })),
      ),
    }
  })
  return { shown, groups, offered }
}
