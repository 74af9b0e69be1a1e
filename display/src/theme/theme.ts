import './fonts.css'
import './tokens.css'
import './base.css'
import './page.css'

export const THEMES = ['dark', 'light', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

/** Anything that names no theme gives the default: a kiosk's address must never leave a wall unreadable. */
export function readTheme(text: unknown, otherwise: Theme = 'dark'): Theme {
  return THEMES.find((theme) => theme === text) ?? otherwise
}

export function applyTheme(theme: Theme, root: HTMLElement): void {
  root.dataset['theme'] = theme
}
