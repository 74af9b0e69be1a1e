declare module 'polylabel' {
  /** The pole of inaccessibility of a polygon given as rings; `distance` is its distance to the outline. */
  export default function polylabel(
    polygon: readonly (readonly (readonly [number, number])[])[],
    precision?: number,
  ): [number, number] & { distance: number }
}
