import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router.ts'
import { useFaultStore, type FaultPlace } from './stores/faults.ts'
import './theme/theme.ts'

const app = createApp(App).use(createPinia()).use(router)
const faults = useFaultStore()

function report(place: FaultPlace, error: unknown): void {
  faults.report(place, error, performance.now())
}

app.config.errorHandler = (error) => report('render', error)
addEventListener('error', (event) => report('page', event.error ?? event.message))
addEventListener('unhandledrejection', (event) => report('page', event.reason))

app.mount('#app')

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  navigator.serviceWorker.register('/sw.js').catch((error: unknown) => report('page', error))
}
