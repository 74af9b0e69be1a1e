declare module 'polylabel' {
  /** The point of a polygon that is farthest from its outline, by rings of [x, y]. */
  export default function polylabel(
    polygon: readonly (readonly (readonly [number, number])[])[],
    precision?: number,
  ): [number, number] & { distance: number }
}
