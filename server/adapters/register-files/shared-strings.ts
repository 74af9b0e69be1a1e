import type { Readable } from 'node:stream'
import { FileRefused } from './file-refused.ts'
import { MAX_CELL_CHARACTERS, MAX_STRING_CHARACTERS, MAX_STRINGS } from './limits.ts'
import { readSmallXml } from './read-xml.ts'

/** Puts together the text of an element that may be cut into runs of several fonts. */
export interface TextGatherer {
  readonly open: (name: string) => void
  readonly text: (text: string) => void
  readonly close: (name: string) => void
  /** What was gathered since the last time; readings of Asian letters are left out. */
  readonly take: () => string
}

const MOST = MAX_CELL_CHARACTERS + 1
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g

export function createTextGatherer(): TextGatherer {
  let gathered = ''
  let isText = false
  let isReading = false
  return {
    open(name) {
      if (name === 't') isText = true
      else if (name === 'rPh') isReading = true
    },
    text(text) {
      if (isText && !isReading && gathered.length < MOST) gathered += text
    },
    close(name) {
      if (name === 't') isText = false
      else if (name === 'rPh') isReading = false
    },
    take() {
      const whole = gathered.length > MOST ? gathered.slice(0, MOST) : gathered
      gathered = ''
      return whole.includes('_x') ? whole.replace(ESCAPED, unescaped) : whole
    },
  }
}

function unescaped(_: string, code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16))
}

/** The texts that the cells of a workbook refer to by number. */
export async function readSharedStrings(
  part: string,
  stream: Readable,
): Promise<readonly string[]> {
  const strings: string[] = []
  let characters = 0
  const gatherer = createTextGatherer()
  await readSmallXml(part, stream, {
    open: gatherer.open,
    text: gatherer.text,
    close(name) {
      gatherer.close(name)
      if (name !== 'si') return
      const text = gatherer.take()
      characters += text.length
      if (strings.length >= MAX_STRINGS || characters > MAX_STRING_CHARACTERS) {
        throw new FileRefused('too-large', 'the workbook holds more text than is read')
      }
      strings.push(text)
    },
  })
  return strings
}
