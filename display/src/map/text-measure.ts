const REFERENCE_PX = 100

/** Measures strong text in the wall's own face. Digits count as the widest of them: they are drawn tabular. */
export function createTextMeasure(): (text: string, size: number) => number {
  const context = document.createElement('canvas').getContext('2d')
  const family = getComputedStyle(document.documentElement).getPropertyValue('--font')
  if (context) context.font = `600 ${REFERENCE_PX}px ${family}`
  const widths = new Map<string, number>()
  return (text, size) => {
    let width = widths.get(text)
    if (width === undefined) {
      width = context?.measureText(text.replace(/\d/g, '0')).width ?? text.length * 60
      widths.set(text, width)
    }
    return (width * size) / REFERENCE_PX
  }
}
