import { computed, onScopeDispose, ref, watchEffect, type Ref } from 'vue'
import { applyTheme, readTheme, type Theme } from './theme.ts'

/** The theme that the reader's device asks for. */
export function preferredTheme(wantsLight: boolean, wantsContrast: boolean): Theme {
  if (wantsContrast) return 'contrast'
  return wantsLight ? 'light' : 'dark'
}

function useMedia(query: string): Ref<boolean> {
  const list = matchMedia(query)
  const isMatched = ref(list.matches)
  const take = (): void => void (isMatched.value = list.matches)
  list.addEventListener('change', take)
  onScopeDispose(() => list.removeEventListener('change', take))
  return isMatched
}

/** True while the page is put on paper. */
function usePrinting(): Ref<boolean> {
  const isPrinting = ref(false)
  const begin = (): void => void (isPrinting.value = true)
  const end = (): void => void (isPrinting.value = false)
  addEventListener('beforeprint', begin)
  addEventListener('afterprint', end)
  onScopeDispose(() => {
    removeEventListener('beforeprint', begin)
    removeEventListener('afterprint', end)
  })
  return isPrinting
}

/** Makes the document an ordinary page for as long as the view lives: its scale, and a theme that follows the device unless one is named. */
export function usePageLook(named: () => unknown): void {
  const root = document.documentElement
  const wantsLight = useMedia('(prefers-color-scheme: light)')
  const wantsContrast = useMedia('(prefers-contrast: more)')
  const isPrinting = usePrinting()
  root.dataset['scale'] = 'page'
  const theme = computed((): Theme => {
    // Paper is white: what is drawn for a dark ground would be lost on it.
    if (isPrinting.value) return 'light'
    return readTheme(named(), preferredTheme(wantsLight.value, wantsContrast.value))
  })
  // At once, for the page is laid out for paper when the event is over.
  watchEffect(() => applyTheme(theme.value, root), { flush: 'sync' })
  onScopeDispose(() => delete root.dataset['scale'])
}
