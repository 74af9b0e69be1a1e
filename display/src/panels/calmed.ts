import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

/** Follows a source, but changes at most once in so many ms; the last change always comes through. */
export function useCalmed<Value>(
  source: Readonly<Ref<Value>>,
  everyMs: number,
): Readonly<ShallowRef<Value>> {
  const calmed = shallowRef(source.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isBehind = false

  function take(): void {
    calmed.value = source.value
    isBehind = false
    timer = setTimeout(() => {
      timer = undefined
      if (isBehind) take()
    }, everyMs)
  }

  watch(source, () => {
    if (timer === undefined) take()
    else isBehind = true
  })
  onScopeDispose(() => clearTimeout(timer))
  return calmed
}
