import type { Readable } from 'node:stream'
import { FileRefused } from './file-refused.ts'
import { MAX_FORMATS } from './limits.ts'
import { readSmallXml } from './read-xml.ts'

/** Formats of dates and times that workbooks refer to without writing them (ECMA-376 part 1, 18.8.30). */
const BUILT_IN_DATES: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51,
  52, 53, 54, 55, 56, 57, 58,
])

/** By style number: whether its cells show dates or times. */
export async function readDateStyles(part: string, stream: Readable): Promise<readonly boolean[]> {
  const ownDates = new Map<number, boolean>()
  const styles: boolean[] = []
  let isCellStyles = false
  await readSmallXml(part, stream, {
    open(name, attributes) {
      if (ownDates.size + styles.length > MAX_FORMATS) {
        throw new FileRefused('unsafe', `${part} has more formats than any workbook`)
      }
      if (name === 'numFmt') {
        ownDates.set(Number(attributes['numFmtId']), isDateFormat(attributes['formatCode'] ?? ''))
      } else if (name === 'cellXfs') isCellStyles = true
      else if (name === 'xf' && isCellStyles) {
        const id = Number(attributes['numFmtId'] ?? 0)
        styles.push(ownDates.get(id) ?? BUILT_IN_DATES.has(id))
      }
    },
    close(name) {
      if (name === 'cellXfs') isCellStyles = false
    },
  })
  return styles
}

const NOT_SHOWN = /"[^"]*"|\\.|_.|\*./gu
const ELAPSED = /\[(h+|m+|s+)\]/giu
const BRACKETS = /\[[^\]]*\]/gu

/** True for a format that shows parts of a date or time. */
export function isDateFormat(format: string): boolean {
  const [positive = ''] = format.replace(NOT_SHOWN, '').split(';')
  const parts = positive
    .replace(ELAPSED, 'h')
    .replace(BRACKETS, '')
    .replace(/general/giu, '')
  return /[dmyhs]/iu.test(parts)
}
