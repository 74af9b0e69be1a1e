import { createStore, get, set } from 'idb-keyval'

/** What survives a reload, by name. Answers `undefined` for what was never written. */
export interface WallVault {
  readonly read: (name: string) => Promise<unknown>
  readonly write: (name: string, data: unknown) => Promise<void>
}

/** The browser's own database; it rejects where the browser keeps none. */
export function openBrowserVault(): WallVault {
  const store = createStore('ioc-wall', 'walls')
  return {
    read: (name) => get<unknown>(name, store),
    write: (name, data) => set(name, data, store),
  }
}
