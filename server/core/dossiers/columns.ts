type Column = Float64Array | Int32Array | Int16Array | Uint8Array

/** An array of the same kind that holds at least `length`; at least doubled, so that growth costs O(1) each. */
export function grown<T extends Column>(column: T, length: number): T {
  if (length <= column.length) return column
  const size = Math.max(1_024, 2 * column.length, length)
  const wider = new (column.constructor as new (size: number) => T)(size)
  wider.set(column)
  return wider
}
