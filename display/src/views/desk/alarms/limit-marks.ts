import type { AlarmRow } from '../../../../../protocol/alarms.ts'
import type { ScreenAlarmLimit, ScreenMetric } from '../../../../../protocol/screen.ts'
import { ruleOf } from '../../../alarms/alarm-line.ts'
import type { DeskMessages } from '../../../i18n/desk/desk-messages.ts'
import { withUnit } from '../../../i18n/numbers.ts'
import { valueText } from '../../../i18n/value-text.ts'
import type { PanelContext } from '../../../panels/panel-context.ts'
import type { CourseMark } from '../../leader/course-shape.ts'

/** What the value is held against: the limits of the rule, the passed one always in sight, and the levels of the station. */
export function limitMarks(
  row: AlarmRow,
  metric: ScreenMetric,
  { screen, locale }: PanelContext,
  words: DeskMessages['alarms']['detail'],
): readonly CourseMark[] {
  const rule = ruleOf(row, screen)
  const limits =
    (row.sensor !== undefined && rule?.limitsBySensor?.[row.sensor]) || (rule?.limits ?? [])
  const text = (value: number): string =>
    withUnit(valueText(value, metric, locale), metric.unitOfMeasure[locale])
  // Where a level is called after its own value, that is said once.
  const nameOf = (name: string | undefined, value: number): string => {
    if (name === undefined) return words.limit(text(value))
    const isSame = Number.parseFloat(name.replace(',', '.')) === value
    return isSame ? words.limit(name) : `${name} ${text(value)}`
  }
  const markOf = ({ name, value, severity }: ScreenAlarmLimit): CourseMark => ({
    name: nameOf(name, value),
    ...{ value, severity, isAlways: value === row.limit },
  })
  const levels = screen.sensors.find(({ id }) => id === row.sensor)?.levels ?? []
  const others = levels.filter((level) => !limits.some(({ value }) => value === level.value))
  return [
    ...limits.map(markOf),
    ...(metric.sensorKind === 'river'
      ? others.map(({ name, value }) => ({ name: `${name} ${text(value)}`, value }))
      : []),
  ]
}
