import { rowValidity } from './assemble.ts'
import type { UnitRow } from './unit-row.ts'
import type { Fault, SiteSources } from './sources.ts'
import { areOverlapping, isCovered } from './validity.ts'

/** Faults of the units table: a code that means two units on one day, parents that are unknown, not in force or in a circle. */
export function checkUnits(sources: SiteSources): readonly Fault[] {
  const rows = sources.units.value
  const byCode = rowsByCode(rows)
  const fault = (index: number, column: string, message: string): Fault => ({
    file: sources.units.file,
    path: [index, column],
    message,
  })
  return rows.flatMap((row, index) => {
    const faults: Fault[] = []
    if (row.code === sources.id) {
      faults.push(fault(index, 'code', `"${row.code}" is the unit of the site itself`))
    }
    const twin = byCode
      .get(row.code)
      ?.find(([at, one]) => at < index && areOverlapping(rowValidity(one), rowValidity(row)))
    if (twin) {
      const message = `code "${row.code}" overlaps in time with "${twin[1].name}" of the same code`
      faults.push(fault(index, 'code', message))
    }
    const message = parentFault(row, sources.id, byCode)
    if (message !== undefined) faults.push(fault(index, 'parent', message))
    return faults
  })
}

type RowsByCode = ReadonlyMap<string, readonly (readonly [number, UnitRow])[]>

function rowsByCode(rows: readonly UnitRow[]): RowsByCode {
  const byCode = new Map<string, (readonly [number, UnitRow])[]>()
  for (const [index, row] of rows.entries()) {
    const known = byCode.get(row.code)
    if (known) known.push([index, row])
    else byCode.set(row.code, [[index, row]])
  }
  return byCode
}

function parentFault(row: UnitRow, root: string, byCode: RowsByCode): string | undefined {
  if (row.parent === undefined || row.parent === root) return undefined
  const parents = byCode.get(row.parent)
  if (parents === undefined) return `unknown parent unit "${row.parent}"`
  const covered = isCovered(
    rowValidity(row),
    parents.map(([, parent]) => rowValidity(parent)),
  )
  if (!covered)
    return `parent unit "${row.parent}" is not in force all the time that "${row.code}" is`
  return isInCircle(row, byCode) ? `"${row.code}" is among its own parents` : undefined
}

function isInCircle(row: UnitRow, byCode: RowsByCode): boolean {
  const seen = new Set<string>()
  const waiting = [row.parent]
  for (let code = waiting.pop(); code !== undefined; code = waiting.pop()) {
    if (code === row.code) return true
    if (seen.has(code)) continue
    seen.add(code)
    for (const [, parent] of byCode.get(code) ?? []) {
      if (parent.parent !== undefined) waiting.push(parent.parent)
    }
  }
  return false
}
