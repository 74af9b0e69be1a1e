import type { Position } from './problem.ts'

/** Line and column, both from 1, of offsets into a text. */
export function createPositions(text: string): (offset: number) => Position {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let line = 0
    let behind = starts.length
    while (behind - line > 1) {
      const middle = (line + behind) >> 1
      if ((starts[middle] ?? 0) <= offset) line = middle
      else behind = middle
    }
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
  }
}
