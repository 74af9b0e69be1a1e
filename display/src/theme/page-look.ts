import { onScopeDispose, ref, watchEffect, type Ref } from 'vue'
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

/** Makes the document an ordinary page for as long as the view lives: its scale, and a theme that follows the device unless one is named. */
export function usePageLook(named: () => unknown): void {
  const root = document.documentElement
  const wantsLight = useMedia('(prefers-color-scheme: light)')
  const wantsContrast = useMedia('(prefers-contrast: more)')
  root.dataset['scale'] = 'page'
  watchEffect(() => {
    applyTheme(readTheme(named(), preferredTheme(wantsLight.value, wantsContrast.value)), root)
  })
  onScopeDispose(() => delete root.dataset['scale'])
}
