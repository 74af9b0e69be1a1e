import { onMounted, onScopeDispose, ref, type Ref } from 'vue'

export interface AlarmKeys {
  readonly move: (by: 1 | -1) => void
  readonly acknowledge: () => void
  readonly search: () => void
  readonly help: () => void
  /** Arrows move in the list only; elsewhere they scroll. */
  readonly isInList: (target: Element) => boolean
}

const SWITCH = 'iocwall.desk-keys'

/** Keys of one letter can be switched off on a device: who speaks to it, or whose hand shakes, presses them unmeant (WCAG 2.1.4). */
export function useAlarmKeys(keys: AlarmKeys): {
  readonly isEnabled: Ref<boolean>
  readonly enable: (on: boolean) => void
} {
  const isEnabled = ref(readSwitch())

  function press(event: KeyboardEvent): void {
    const { target, key } = event
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (!(target instanceof Element) || target.closest('input, textarea, select, dialog')) return
    const isArrow = key === 'ArrowDown' || key === 'ArrowUp'
    if (isArrow ? !keys.isInList(target) : !isEnabled.value) return
    const act = actOf(key, event.repeat)
    if (!act) return
    event.preventDefault()
    act()
  }

  function actOf(key: string, isRepeated: boolean): (() => void) | undefined {
    if (key === 'j' || key === 'ArrowDown') return () => keys.move(1)
    if (key === 'k' || key === 'ArrowUp') return () => keys.move(-1)
    // A key that stays down must not acknowledge one alarm after the other.
    if (key === 'a') return isRepeated ? undefined : keys.acknowledge
    if (key === '/') return keys.search
    return key === '?' ? keys.help : undefined
  }

  function enable(on: boolean): void {
    isEnabled.value = on
    try {
      localStorage.setItem(SWITCH, on ? 'on' : 'off')
    } catch {
      // Kept for as long as the page is.
    }
  }

  onMounted(() => addEventListener('keydown', press))
  onScopeDispose(() => removeEventListener('keydown', press))
  return { isEnabled, enable }
}

function readSwitch(): boolean {
  try {
    return localStorage.getItem(SWITCH) !== 'off'
  } catch {
    return true
  }
}
