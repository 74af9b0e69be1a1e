import { describe, expect, it } from 'vitest'
import type { AlarmRow } from '../../../../protocol/alarms.ts'
import type { AlarmsOptions } from '../../../../protocol/panels/alarms.ts'
import { alarmKnowledge, type AlarmSource } from '../../alarms/alarm-knowledge.ts'
import { buildAlarmRow } from '../../feed/build-alarm-row.ts'
import { buildContext, NOW } from '../build-context.ts'
import type { PanelContext } from '../panel-context.ts'
import { alarmsView, rowsOf, type AlarmsView } from './alarms-view.ts'

const heard: AlarmSource = { watch: {}, pathState: 'proven', canaryAt: NOW - 2_000 }

function viewOf(
  rows: readonly AlarmRow[],
  source = heard,
  context: PanelContext = buildContext(),
  options: AlarmsOptions = {},
): AlarmsView {
  const knowledge = alarmKnowledge(source, context)
  return alarmsView(options, rowsOf(options, rows), knowledge, context)
}

const taken = { state: 'acknowledged', isAcknowledged: true } as const
const waiting = buildAlarmRow('waiting', 1, { severity: 'critical' })
const hidden = [
  buildAlarmRow('a', 1, { state: 'shelved' }),
  buildAlarmRow('b', 1, { state: 'shelved' }),
  buildAlarmRow('c', 1, { state: 'suppressed', suppressedBy: ['flood'] }),
  buildAlarmRow('d', 0, { state: 'out-of-service' }),
]

describe('the list of alarms', () => {
  it('counts what waits, what is taken, and what is hidden and by what', () => {
    const view = viewOf([waiting, buildAlarmRow('taken', 1, taken), ...hidden])
    expect(view.title).toBe('Cảnh báo')
    expect(view.subtitle).toEqual(['1 chờ nhận', '1 đã nhận'])
    expect(view.hidden).toEqual(['2 tạm gác', '1 ẩn vì đang dồn dập', '1 ngừng theo dõi'])
  })

  it('is calm only where it is known that there is nothing', () => {
    expect(viewOf([]).calm).toBe('Không có cảnh báo nào')
    expect(viewOf(hidden).calm).toBe('Không có cảnh báo nào đang chờ')
    const unknown = viewOf([], { ...heard, watch: undefined })
    expect(unknown.calm).toBe('Chưa biết có cảnh báo nào')
    expect(unknown.state).toMatchObject({ freshness: 'none', look: 'none' })
    const silent = viewOf([], { ...heard, pathState: 'silent' })
    expect(silent.calm).toBe('Chưa biết có cảnh báo mới hay không: không ai giám sát')
    const lost = viewOf([], heard, buildContext({ layer: 'offline', since: NOW - 60_000 }))
    expect(lost.calm).toBe('Chưa biết có cảnh báo mới hay không: mất máy chủ')
  })

  it('keeps its colour and says of when it is, where nobody knows of later', () => {
    const silent = viewOf([waiting], { ...heard, pathState: 'silent' })
    expect(silent.state).toMatchObject({ look: 'plain', strip: 'như lúc 09:42:16' })
    const lost = viewOf([waiting], heard, buildContext({ layer: 'offline', since: NOW - 60_000 }))
    expect(lost.state).toMatchObject({
      ...{ freshness: 'stale', look: 'plain' },
      strip: 'như lúc 09:41:18',
    })
  })

  it('says so where it shows some priorities only, and counts what has none yet', () => {
    const options: AlarmsOptions = { severities: ['critical', 'high'] }
    const low = buildAlarmRow('low', 1, { severity: 'low' })
    const [, , , unraised = low] = hidden
    const rows = [waiting, low, { ...unraised, severity: undefined } as unknown as AlarmRow]
    expect(rowsOf(options, rows).map(({ alarm }) => alarm)).toEqual(['waiting', 'd'])
    const view = viewOf(rows, heard, buildContext(), options)
    expect(view.subtitle).toEqual(['1 chờ nhận', 'chỉ khẩn cấp, cao'])
    expect(viewOf([low], heard, buildContext(), options).calm).toBe(
      'Không có cảnh báo nào thuộc loại này',
    )
  })
})
