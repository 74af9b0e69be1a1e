import { describe, expect, it } from 'vitest'
import type { AgendaOptions } from '../../../../protocol/panels/agenda.ts'
import { agenda } from '../../../../protocol/panels/agenda.ts'
import { buildContext } from '../build-context.ts'
import { agendaView, type AgendaView } from './agenda-view.ts'

const words = (text: string) => ({ vi: text, en: `${text} (en)` })
const options: AgendaOptions = {
  title: words('Giao ban'),
  text: [],
  points: [
    { at: '08:00', text: words('Tình hình mưa lũ') },
    { at: '08:30', text: words('Hồ chứa'), note: words('Sở NN&MT') },
    { at: '10:00', until: '10:30', text: words('Kết luận') },
    { text: words('Việc khác') },
  ],
}

function viewAt(time: string, given: Partial<AgendaOptions> = {}): AgendaView {
  const now = Date.parse(`2025-10-15T${time}:00+07:00`)
  return agendaView({ ...options, ...given }, buildContext({ now }))
}
const phases = (time: string, given: Partial<AgendaOptions> = {}): readonly string[] =>
  viewAt(time, given).points.map(({ phase }) => phase)

describe('an agenda', () => {
  it('marks the point that is now by the clock of the site', () => {
    expect(phases('07:59')).toEqual(['next', 'next', 'next', 'open'])
    expect(phases('08:00')).toEqual(['now', 'next', 'next', 'open'])
    expect(phases('09:59')).toEqual(['past', 'now', 'next', 'open'])
    expect(phases('10:00')).toEqual(['past', 'past', 'now', 'open'])
  })

  it('marks nothing once the last point is over', () => {
    expect(phases('10:30')).toEqual(['past', 'past', 'past', 'open'])
  })

  it('goes back to a longer point when a shorter one within it is over', () => {
    const points = [
      { at: '08:00', until: '12:00', text: words('Trực') },
      { at: '09:00', until: '09:15', text: words('Họp nhanh') },
    ]
    expect(phases('09:05', { points })).toEqual(['past', 'now'])
    expect(phases('09:20', { points })).toEqual(['now', 'past'])
  })

  it('marks nothing while the time is not known', () => {
    const view = agendaView(options, buildContext({ now: 0 }))
    expect(view.points.map(({ phase }) => phase)).toEqual(['next', 'next', 'next', 'open'])
  })

  it('is told in the language of the screen', () => {
    const context = buildContext({ locale: 'en' })
    const view = agendaView({ ...options, text: [words('Chào mừng')] }, context)
    expect(view).toMatchObject({ title: 'Giao ban (en)', text: ['Chào mừng (en)'] })
    expect(viewAt('08:00').points[2]).toMatchObject({
      at: '10:00',
      until: '10:30',
      text: 'Kết luận',
    })
  })

  it('refuses to be empty, and times that are none', () => {
    expect(agenda.options.safeParse({ title: words('a') }).success).toBe(false)
    const points = [{ at: '24:00', text: words('a') }]
    expect(agenda.options.safeParse({ title: words('a'), points }).success).toBe(false)
  })
})
