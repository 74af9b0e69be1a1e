import { SEVERITIES, type Severity } from '../../../protocol/alarms.ts'
import type { LocalizedText } from '../../../protocol/screen.ts'
import { isoInZone } from '../calendar/wall-clock.ts'
import { worstOf, type Hold, type MessageEntry } from './outbox.ts'

type Language = keyof LocalizedText

const LANGUAGES: readonly Language[] = ['vi', 'en']
const LOCALES: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB' }
/** A longer list is read by nobody; how many there are is said above it. */
const MAX_LISTED = 20
const MAX_IN_JSON = 200

/** What is sent, of whatever kind the target is. */
export interface Message {
  readonly id: string
  readonly subject: string
  readonly text: string
  readonly severity: Severity
  readonly isTest: boolean
  /** For programs: JSON. */
  readonly body: string
}

export interface MessagePlace {
  readonly site: string
  readonly siteName: LocalizedText
  readonly timeZone: string
  readonly target: string
  /** Of the server, without a path; undefined = not known. */
  readonly origin: string | undefined
}

const SEVERITY_WORDS: Readonly<Record<Severity, LocalizedText>> = {
  critical: { vi: 'Nghiêm trọng', en: 'Critical' },
  high: { vi: 'Cao', en: 'High' },
  medium: { vi: 'Trung bình', en: 'Medium' },
  low: { vi: 'Thấp', en: 'Low' },
}

const CAUSE_WORDS: Readonly<Record<MessageEntry['cause'], LocalizedText>> = {
  raised: { vi: 'Cảnh báo', en: 'Alarm' },
  'severity-changed': { vi: 'Tăng mức', en: 'Worse' },
  shown: { vi: 'Hiện lại', en: 'Shown again' },
  escalated: { vi: 'Chưa ai xác nhận', en: 'Not acknowledged' },
  cleared: { vi: 'Đã hết', en: 'Over' },
}

const HOLD_WORDS: Readonly<Record<Hold['why'] | 'crowd', LocalizedText>> = {
  quiet: { vi: 'trong giờ yên tĩnh', en: 'during quiet hours' },
  flood: { vi: 'trong 10 phút dồn dập', en: 'in 10 minutes of a flood of alarms' },
  crowd: { vi: 'cùng một lúc', en: 'at one time' },
}

/** A message of one thing, or of several (with `why` they go together): Vietnamese first, then English. */
export function renderMessage(
  id: string,
  entries: readonly MessageEntry[],
  why: Hold['why'] | undefined,
  place: MessagePlace,
): Message {
  const [only] = entries
  if (only === undefined) throw new RangeError('a message about nothing')
  const severity = worstOf(entries)
  const one = entries.length === 1
  const link = deskLink(place, one ? only.alarm : undefined)
  const parts = LANGUAGES.map((language) =>
    one
      ? [headOf(only, language), ...linesOf(only, language, place)]
      : [digestHead(entries, language, place), ...digestLines(entries, why, language, place)],
  )
  return {
    ...{ id, severity, isTest: false },
    subject: parts[0]?.[0] ?? '',
    text: textOf(parts, link),
    body: JSON.stringify({
      ...headerOf(id, place),
      test: false,
      kind: one ? only.cause : 'digest',
      severity,
      count: entries.length,
      ...(!one && { counts: countsOf(entries) }),
      alarms: worstFirst(entries)
        .slice(0, MAX_IN_JSON)
        .map((entry) => programEntry(entry, place)),
      text: Object.fromEntries(LANGUAGES.map((name, at) => [name, parts[at]?.join('\n')])),
      ...(link !== undefined && { link }),
    }),
  }
}

/** A message that says of itself that it is none. */
export function renderTest(id: string, place: MessagePlace): Message {
  const words = [
    [
      `[THỬ] Tin thử từ ${place.siteName.vi}`,
      'Đây là tin thử do người quản trị gửi. Không có cảnh báo nào, không cần làm gì.',
    ],
    [
      `[TEST] Test message from ${place.siteName.en}`,
      'An operator sent this to try the way. There is no alarm, and nothing to do.',
    ],
  ]
  const link = deskLink(place, undefined)
  return {
    ...{ id, severity: 'low', isTest: true },
    subject: words[0]?.[0] ?? '',
    text: textOf(words, link),
    body: JSON.stringify({
      ...headerOf(id, place),
      test: true,
      kind: 'test',
      text: Object.fromEntries(LANGUAGES.map((name, at) => [name, words[at]?.join('\n')])),
      ...(link !== undefined && { link }),
    }),
  }
}

function headerOf(id: string, { site, siteName, target }: MessagePlace): object {
  return { id, site, siteName, target }
}

function textOf(parts: readonly (readonly string[])[], link: string | undefined): string {
  const texts = parts.map((lines) => lines.join('\n'))
  return [...texts, ...(link === undefined ? [] : [link])].join('\n\n')
}

function deskLink({ origin, site }: MessagePlace, alarm: string | undefined): string | undefined {
  if (origin === undefined) return undefined
  const query = alarm === undefined ? '' : `?alarm=${encodeURIComponent(alarm)}`
  return `${origin}/desk/${encodeURIComponent(site)}${query}`
}

function headOf(entry: MessageEntry, language: Language): string {
  const { cause, severity, what, where, level } = entry
  const marks = [SEVERITY_WORDS[severity][language], CAUSE_WORDS[cause][language]]
  const at = level === undefined ? where[language] : `${where[language]} (${level})`
  return `[${marks.join(' · ')}] ${what[language]} — ${at}`
}

function linesOf(
  entry: MessageEntry,
  language: Language,
  { siteName, timeZone }: MessagePlace,
): readonly string[] {
  const { guidance, call, occurrence, raisedAt, at, cause, role, value, limit } = entry
  const isVi = language === 'vi'
  const since = clockText(raisedAt, timeZone, language)
  const minutes = Math.round((at - raisedAt) / 60_000)
  const figures = [
    ...(value === undefined
      ? []
      : [`${isVi ? 'Giá trị' : 'Value'}: ${figure(value, entry, language)}`]),
    ...(limit === undefined
      ? []
      : [`${isVi ? 'Ngưỡng' : 'Limit'}: ${figure(limit, entry, language)}`]),
  ]
  return [
    siteName[language],
    ...(figures.length > 0 ? [figures.join(' · ')] : []),
    isVi ? `Từ ${since} · lần thứ ${occurrence}` : `Since ${since} · occurrence ${occurrence}`,
    ...(cause === 'escalated' && isVi ? [`Sau ${minutes} phút chưa ai xác nhận (${role})`] : []),
    ...(cause === 'escalated' && !isVi
      ? [`Nobody has acknowledged it in ${minutes} min (${role})`]
      : []),
    ...(guidance ? [`${isVi ? 'Việc cần làm' : 'What to do'}: ${guidance[language]}`] : []),
    ...(call.length > 0 ? [`${isVi ? 'Gọi' : 'Call'}: ${call.join('; ')}`] : []),
  ]
}

function digestHead(
  entries: readonly MessageEntry[],
  language: Language,
  { siteName }: MessagePlace,
): string {
  const worst = SEVERITY_WORDS[worstOf(entries)][language]
  return language === 'vi'
    ? `[Tổng hợp] ${entries.length} tin cảnh báo, nặng nhất: ${worst} — ${siteName.vi}`
    : `[Digest] ${entries.length} alarm messages, worst: ${worst} — ${siteName.en}`
}

function digestLines(
  entries: readonly MessageEntry[],
  why: Hold['why'] | undefined,
  language: Language,
  { timeZone }: MessagePlace,
): readonly string[] {
  const reason = HOLD_WORDS[why ?? 'crowd'][language]
  const counts = Object.entries(countsOf(entries))
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${SEVERITY_WORDS[severity as Severity][language]}: ${count}`)
  const listed = worstFirst(entries).slice(0, MAX_LISTED)
  const left = entries.length - listed.length
  return [
    language === 'vi' ? `Các tin đến ${reason}.` : `They came ${reason}.`,
    counts.join(' · '),
    ...listed.map(
      (entry) => `- ${clockText(entry.at, timeZone, language)} ${headOf(entry, language)}`,
    ),
    ...(left > 0 ? [language === 'vi' ? `… và ${left} tin nữa` : `… and ${left} more`] : []),
  ]
}

function countsOf(entries: readonly MessageEntry[]): Readonly<Record<Severity, number>> {
  const countOf = (wanted: Severity): number =>
    entries.filter(({ severity }) => severity === wanted).length
  return {
    critical: countOf('critical'),
    high: countOf('high'),
    medium: countOf('medium'),
    low: countOf('low'),
  }
}

/** The worst first, of those the oldest. */
function worstFirst(entries: readonly MessageEntry[]): readonly MessageEntry[] {
  const rank = ({ severity }: MessageEntry): number => SEVERITIES.indexOf(severity)
  return entries.toSorted((a, b) => rank(b) - rank(a) || a.at - b.at)
}

/** Without what only this system needs. */
function programEntry(entry: MessageEntry, { timeZone }: MessagePlace): object {
  const [raisedAt, at] = [entry.raisedAt, entry.at].map((one) => isoInZone(one, timeZone))
  return { ...entry, id: undefined, decimals: undefined, raisedAt, at }
}

function figure(value: number, entry: MessageEntry, language: Language): string {
  const { decimals, unitOfMeasure } = entry
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  const number = new Intl.NumberFormat(LOCALES[language], digits).format(value)
  return `${number} ${unitOfMeasure[language]}`.trim()
}

/** `07:10 26/10/2025`, in English `2025-10-26 07:10`. */
function clockText(at: number, timeZone: string, language: Language): string {
  const [date = '', time = ''] = isoInZone(at, timeZone).split('T')
  const clock = time.slice(0, 5)
  return language === 'vi'
    ? `${clock} ${date.split('-').toReversed().join('/')}`
    : `${date} ${clock}`
}
