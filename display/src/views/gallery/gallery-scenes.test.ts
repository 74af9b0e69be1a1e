import { describe, expect, it } from 'vitest'
import { PANEL_KINDS } from '../../../../protocol/panels/panel-kinds.ts'
import { GALLERY_SCENES } from './gallery-scenes.ts'

describe('the gallery', () => {
  const panels = GALLERY_SCENES.flatMap(({ panels }) => panels.map(({ panel }) => panel))

  it('shows every panel kind', () => {
    const shown = new Set(panels.map(({ kind }) => kind))
    expect([...shown].toSorted()).toEqual(Object.keys(PANEL_KINDS).toSorted())
  })

  it('gives every panel options that a layout file could hold', () => {
    for (const { kind, options } of panels) {
      expect(PANEL_KINDS[kind].options.safeParse(options).error).toBeUndefined()
    }
  })

  it('lays no panel on another', () => {
    for (const scene of GALLERY_SCENES) {
      const modules = scene.panels.flatMap(({ at }) =>
        Array.from(
          { length: at.width * at.height },
          (_, index) =>
            `${at.column + (index % at.width)}/${at.row + Math.floor(index / at.width)}`,
        ),
      )
      expect(new Set(modules).size).toBe(modules.length)
    }
  })
})
