/** Rows of a comma-separated table with a header line; cells may be quoted as in RFC 4180, on one line. */
export function readTable(text: string): readonly Readonly<Record<string, string>>[] {
  const [header, ...lines] = text.split(/\r?\n/).filter((line) => line !== '')
  const names = cellsOf(header ?? '')
  return lines.map((line) => {
    const cells = cellsOf(line)
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']))
  })
}

function cellsOf(line: string): readonly string[] {
  const cells = `${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*)),/g)
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}
