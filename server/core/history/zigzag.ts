/** Integers of either sign as integers from 0 up, small ones small; the result must stay below 2^53. */
export function zigzag(integer: number): number {
  return integer >= 0 ? integer * 2 : -integer * 2 - 1
}

/** Inverse of `zigzag`. Adding 0 keeps -0 out of sums. */
export function unzigzag(code: number): number {
  return (code % 2 === 0 ? code / 2 : -(code + 1) / 2) + 0
}
