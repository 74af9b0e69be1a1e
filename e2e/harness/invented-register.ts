import { seeded } from '../../server/core/demo/seeded.ts'

/** What a row says, and what its dossier must be at the briefing by counting on one's fingers. */
export interface InventedRow {
  readonly code: string
  readonly cells: readonly string[]
  /** Undefined where the row is refused. */
  readonly is: string | undefined
}

const HEADS = ['STT', 'Mã hồ sơ', 'Đơn vị', 'Lĩnh vực', 'Hình thức nộp', 'Ngày tiếp nhận']
const MORE_HEADS = ['Ngày hẹn trả', 'Ngày trả kết quả', 'Tình trạng']
const UNITS = ['Việt An', '20770', 'Hiệp Đức']
const FIELDS = ['Đất đai', 'HT', 'Xây dựng', 'Chứng thực']
const CHANNELS = ['Trực tiếp', 'Qua mạng', 'Bưu chính']
const DAY = 24 * 3_600_000
/** Monday 2025-10-27, the briefing; at 07:30 that day nothing of it has been worked. */
const TODAY = Date.UTC(2025, 9, 27) / DAY
/** Days on which nobody worked between the first reception and the last due day. */
const HOLIDAYS = ['2025-09-01', '2025-09-02', '2026-01-01', '2026-01-02']
const HOURS_A_DAY = 8
const LONG_LIMIT_DAYS = 5

/** So many rows of a one-stop register as of the briefing; every 500th is damaged. */
export function inventRegister(count: number): readonly InventedRow[] {
  return Array.from({ length: count }, (_, index) => inventRow(index))
}

function inventRow(index: number): InventedRow {
  const draw = (what: string, of: number) => Math.floor(seeded(`${index} ${what}`) * of)
  const code = `SO-${String(index).padStart(6, '0')}`
  const received = workday(TODAY - 1 - draw('received', 50))
  const due = laterWorkday(received, 1 + draw('limit', 20))
  const isDone = draw('done', 3) > 0
  const done = isDone ? workday(Math.max(received + 1, due - 6 + draw('when', 12))) : undefined
  const isPaused = done === undefined && draw('paused', 6) === 0
  const isDamaged = index % 500 === 499
  const ended = done !== undefined && done < TODAY ? done : undefined
  const cells = [
    String(index + 1),
    code,
    UNITS[draw('unit', UNITS.length)] ?? '',
    FIELDS[draw('field', FIELDS.length)] ?? '',
    CHANNELS[draw('channel', CHANNELS.length)] ?? '',
    isDamaged ? '31/02/2025' : `${text(received)} 08:15`,
    text(due),
    ended === undefined ? '' : text(ended),
    ended !== undefined ? 'Đã trả kết quả' : isPaused ? 'Chờ bổ sung' : 'Đang xử lý',
  ]
  return { code, cells, is: isDamaged ? undefined : judge(received, due, ended, isPaused) }
}

function judge(
  received: number,
  due: number,
  ended: number | undefined,
  isPaused: boolean,
): string {
  if (ended !== undefined) return ended > due ? 'late' : ended < due ? 'early' : 'on-time'
  if (isPaused) return 'paused'
  if (due < TODAY) return 'overdue'
  const left = HOURS_A_DAY * workdaysBetween(TODAY - 1, due)
  const isLong = workdaysBetween(received, due) >= LONG_LIMIT_DAYS
  return left <= (isLong ? 24 : 16) ? 'due-soon' : 'in-time'
}

const isoOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10)

function isWorkday(day: number): boolean {
  const weekday = new Date(day * DAY).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !HOLIDAYS.includes(isoOf(day))
}

function workday(day: number): number {
  return isWorkday(day) ? day : workday(day - 1)
}

function laterWorkday(day: number, count: number): number {
  let at = day
  for (let left = count; left > 0;) if (isWorkday(++at)) left--
  return at
}

/** After `from` up to and including `to`. */
function workdaysBetween(from: number, to: number): number {
  let count = 0
  for (let day = from + 1; day <= to; day++) if (isWorkday(day)) count++
  return count
}

function text(day: number): string {
  const [year, month, date] = isoOf(day).split('-')
  return `${date}/${month}/${year}`
}

/** As a spreadsheet program exports it: a title, the heads, the rows, a total and a footnote. */
export function registerText(rows: readonly InventedRow[]): string {
  return [
    'SỔ THEO DÕI HỒ SƠ',
    [...HEADS, ...MORE_HEADS].join(';'),
    ...rows.map(({ cells }) => cells.join(';')),
    `Tổng cộng;${rows.length};;;;;;;`,
    'Ghi chú: số liệu đến 07 giờ 30 ngày 27/10/2025',
  ].join('\r\n')
}
