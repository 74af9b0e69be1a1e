const TILE_REM = 1.4

/** Slanted lines on a ground, as a pattern that a canvas fills an area with. The same one as long as nothing changes. */
export function hatch(line: string, ground: string, rem: number): CanvasPatternSource {
  const size = Math.max(4, Math.round(TILE_REM * rem))
  const key = `${line} ${ground} ${size}`
  if (kept?.key === key) return kept.source
  const image = document.createElement('canvas')
  image.width = size
  image.height = size
  const pen = image.getContext('2d')
  if (pen) {
    pen.fillStyle = ground
    pen.fillRect(0, 0, size, size)
    pen.strokeStyle = line
    pen.lineWidth = size / 6
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift, size)
      pen.lineTo(shift + size, 0)
    }
    pen.stroke()
  }
  const source = { image, repeat: 'repeat' } as const
  kept = { key, source }
  return source
}

export interface CanvasPatternSource {
  readonly image: HTMLCanvasElement
  readonly repeat: 'repeat'
}

let kept: { readonly key: string; readonly source: CanvasPatternSource } | undefined
