import { createPinia, setActivePinia } from 'pinia'
import { vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import App from '../../App.vue'
import { fakeFetch, type Asked, type FakeState } from '../../people/fake-server.ts'
import { ROUTES } from '../../router.ts'

export interface OfficePage {
  readonly page: HTMLElement
  readonly router: Router
  readonly asked: readonly Asked[]
  readonly text: () => string
  /** The first that is seen; throws where there is none. */
  readonly find: <Kind extends HTMLElement = HTMLElement>(selector: string) => Kind
  /** The button or link of that name. */
  readonly press: (name: string) => Promise<void>
  readonly fill: (selector: string, text: string) => Promise<void>
  readonly submit: (selector?: string) => Promise<void>
  readonly close: () => void
}

/** Opens a page of the desk, with the routes and the frame that people have, before a fake server. */
export async function openOffice(path: string, state: FakeState): Promise<OfficePage> {
  const { fetch, asked } = fakeFetch(state)
  vi.stubGlobal('fetch', fetch)
  vi.stubGlobal('matchMedia', () => ({
    ...{ matches: false, addEventListener: () => {}, removeEventListener: () => {} },
  }))
  const pinia = createPinia()
  setActivePinia(pinia)
  const router = createRouter({ history: createMemoryHistory(), routes: ROUTES })
  await router.push(path)
  const page = document.createElement('div')
  document.body.append(page)
  const app = createApp(App).use(pinia).use(router)
  app.mount(page)
  await settled()

  function find<Kind extends HTMLElement>(selector: string): Kind {
    const found = page.querySelector<Kind>(selector)
    if (!found) throw new Error(`nothing is ${selector} in ${page.innerHTML.slice(0, 2_000)}`)
    return found
  }
  return {
    ...{ page, router, asked, find },
    text: () => page.textContent.replace(/\s+/g, ' '),
    async press(name) {
      const all = [...page.querySelectorAll<HTMLElement>('button, a')]
      const named = all.find((one) => nameOf(one) === name)
      if (!named) throw new Error(`nothing is called ${name}: ${all.map(nameOf).join(' | ')}`)
      named.click()
      await settled()
    },
    async fill(selector, text) {
      const field = find<HTMLInputElement>(selector)
      field.value = text
      field.dispatchEvent(new Event(field.localName === 'select' ? 'change' : 'input'))
      await nextTick()
    },
    async submit(selector = 'main form') {
      find(selector).dispatchEvent(new Event('submit', { cancelable: true }))
      await settled()
    },
    close() {
      app.unmount()
      page.remove()
      vi.unstubAllGlobals()
    },
  }
}

function nameOf(element: HTMLElement): string {
  return element.getAttribute('aria-label') ?? element.textContent.trim().replace(/\s+/g, ' ')
}

/** Answers, pages that load on demand and what is drawn of them come one after the other. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) {
    await vi.dynamicImportSettled()
    await nextTick()
    await new Promise((resolve) => setTimeout(resolve))
  }
}
