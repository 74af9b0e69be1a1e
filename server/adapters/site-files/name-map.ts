import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isMap, isSeq, parseDocument, stringify } from 'yaml'

export interface MapEntry {
  readonly file: string
  readonly kind: 'boundaries'
  readonly source: { readonly vi: string; readonly en: string }
  readonly from?: string
  readonly to?: string
}

/** The entry as a site.yaml has it under maps. */
export function entryText(entry: MapEntry): string {
  const lines = stringify([entry], { lineWidth: 0 }).trimEnd().split('\n')
  return lines.map((line) => `  ${line}\n`).join('')
}

/**
 * Puts a map first into the list of a site.yaml and touches nothing else in it. Answers false, and
 * leaves the file alone, where it names the map already or has no list to put it into.
 */
export async function nameMap(siteFile: string, entry: MapEntry): Promise<boolean> {
  const text = await readFile(siteFile, 'utf8')
  const changed = withEntry(text, entry)
  if (changed === undefined) return false
  const temporary = path.join(path.dirname(siteFile), `.${path.basename(siteFile)}.new`)
  await writeFile(temporary, changed)
  await rename(temporary, siteFile)
  return true
}

export function withEntry(text: string, entry: MapEntry): string | undefined {
  const document = parseDocument(text)
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined
  const maps: unknown = document.get('maps', true)
  if (maps === undefined) return `${text.trimEnd()}\n\nmaps:\n${entryText(entry)}`
  if (!isSeq(maps) || maps.flow === true || !maps.range) return undefined
  const isNamed = maps.items.some((one) => isMap(one) && one.get('file') === entry.file)
  if (isNamed) return undefined
  // The range of a block list starts at the dash of its first item.
  const lineStart = text.lastIndexOf('\n', maps.range[0]) + 1
  const indent = ' '.repeat(maps.range[0] - lineStart)
  const lines = entryText(entry)
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line.slice(2)}`))
  return `${text.slice(0, lineStart)}${lines.join('\n')}${text.slice(lineStart)}`
}
