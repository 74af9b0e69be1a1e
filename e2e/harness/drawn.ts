interface Edges {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Runs in the page. What a drawn line shows: whether a column of its canvas is marked from top to bottom, and what is left of it. */
export function readCanvas(canvas: HTMLCanvasElement): {
  readonly marked: readonly number[]
  readonly drawn: readonly number[]
  readonly width: number
} {
  const { width, height } = canvas
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? {}
  if (!data) throw new Error('no drawing')
  const light = (x: number, y: number): number => {
    const at = (y * width + x) * 4
    return ((data[at + 3] ?? 0) / 255) * Math.max(data[at] ?? 0, data[at + 1] ?? 0)
  }
  const columns = Array.from({ length: width }, (_, x) =>
    Array.from({ length: height }, (_row, y) => light(x, y)),
  )
  const counts = columns.map((column) => column.filter((one) => one > 120).length)
  return {
    marked: counts.flatMap((count, x) => (count > height * 0.3 ? [x] : [])),
    drawn: counts.flatMap((count, x) => (count > 0 ? [x] : [])),
    width,
  }
}

/** Runs in the page. Edges of elements on the page, in CSS px. */
export function edgesOf(all: readonly Element[]): readonly Edges[] {
  return all.map((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    return { left, right, top, bottom }
  })
}
