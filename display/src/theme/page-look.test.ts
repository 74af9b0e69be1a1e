// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { effectScope, ref } from 'vue'
import { usePageLook } from './page-look.ts'

it('prints for white paper, whatever the look on the screen, and gives that back', () => {
  const { dataset } = document.documentElement
  const named = ref('contrast')
  const scope = effectScope()
  scope.run(() => usePageLook(() => named.value))
  expect(dataset['theme']).toBe('contrast')
  dispatchEvent(new Event('beforeprint'))
  expect(dataset['theme']).toBe('light')
  named.value = 'dark'
  expect(dataset['theme']).toBe('light')
  dispatchEvent(new Event('afterprint'))
  expect(dataset['theme']).toBe('dark')
  scope.stop()
  dispatchEvent(new Event('beforeprint'))
  expect(dataset['theme']).toBe('dark')
})
