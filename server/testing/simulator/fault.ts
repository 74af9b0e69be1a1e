/** Errors that the simulator plants in its own models of node and wall, to show that it would find them. */
export const FAULTS = [
  'frames counted from the last tick instead of the last frame',
  'rejected frames keep using credit',
  'confirmation by version',
  'an entry split by a tick',
  'no epoch check',
  'a gap is skipped',
  'tombstones are ignored',
  'tombstones are forgotten without raising the floor',
  'an older keyframe is taken unasked',
  'the schema revision is ignored',
  'a schema held from another epoch is believed',
  'a node that is behind answers at once',
  'an idle channel stays silent',
  'going out of sight keeps the timer running',
  'a page that paints nothing is not cut',
] as const
export type Fault = (typeof FAULTS)[number]
