/** All that blinks on a page blinks together: set on the animation's start, it counts from when the page began. */
export function blinkInStep({ target }: AnimationEvent): void {
  if (!(target instanceof Element)) return
  for (const animation of target.getAnimations()) animation.startTime = 0
}
