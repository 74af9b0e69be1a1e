import { watchEffect } from 'vue'

/** Names the document after the page, what it belongs to, and the program, in this order; undefined leaves that to another. */
export function usePageTitle(parts: () => readonly (string | undefined)[] | undefined): void {
  watchEffect(() => {
    const given = parts()
    if (!given) return
    const named = given.filter((part) => part !== undefined && part !== '')
    document.title = [...new Set([...named, 'IOC Wall'])].join(' · ')
  })
}
