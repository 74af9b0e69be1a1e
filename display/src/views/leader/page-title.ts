import { watchEffect } from 'vue'

/** Names the document after the page, what it belongs to, and the program, in this order. */
export function usePageTitle(parts: () => readonly (string | undefined)[]): void {
  watchEffect(() => {
    const named = parts().filter((part) => part !== undefined && part !== '')
    document.title = [...new Set([...named, 'IOC Wall'])].join(' · ')
  })
}
