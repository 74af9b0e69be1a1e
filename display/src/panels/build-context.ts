import type { ScreenMessage, ScreenUnit } from '../../../protocol/screen.ts'
import { messagesOf } from '../i18n/messages.ts'
import { buildScreen } from '../stores/build-screen.ts'
import type { Reading } from '../stores/readings.ts'
import type { PanelContext } from './panel-context.ts'

/** 15/10/2025 09:42:18 in Vietnam. */
export const NOW = Date.parse('2025-10-15T09:42:18+07:00')

/** A context for tests, live and in Vietnamese but for what is given. */
export function buildContext(
  given: Partial<PanelContext> = {},
  screen: Partial<ScreenMessage> = {},
): PanelContext {
  const locale = given.locale ?? 'vi'
  return {
    screen: buildScreen(screen),
    messages: messagesOf(locale),
    locale,
    now: NOW,
    layer: 'live',
    since: undefined,
    ...given,
  }
}

/** A fresh and good reading for tests; its time follows from its age. */
export function buildReading(given: Partial<Reading> & { readonly value: number | null }): Reading {
  const ageMs = given.ageMs ?? 0
  return {
    sampledAt: NOW - ageMs,
    quality: 'good',
    origin: 'real',
    underReview: false,
    freshness: 'fresh',
    ageMs,
    trend: undefined,
    ...given,
  }
}

export function buildUnits(root: string, names: readonly string[]): readonly ScreenUnit[] {
  return [
    { code: root, name: { vi: root, en: root }, kind: 'area' },
    ...names.map((name) => ({
      code: name,
      name: { vi: name, en: name },
      kind: 'commune',
      parent: root,
    })),
  ]
}
