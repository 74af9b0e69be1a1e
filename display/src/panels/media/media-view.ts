import { readSource } from '../../../../protocol/panels/media-source.ts'
import type { MediaOptions } from '../../../../protocol/panels/media.ts'
import type { PanelContext } from '../panel-context.ts'

export interface MediaView {
  readonly title: string
  readonly words: string
  readonly kind: MediaOptions['kind']
  /** Undefined where the source is none that may be shown. */
  readonly address: string | undefined
  /** What a framed page may do; a page of the wall's own origin could otherwise undo its sandbox. */
  readonly sandbox: string
}

export function mediaView(
  { title, words, kind, source }: MediaOptions,
  { locale, screen }: Pick<PanelContext, 'locale' | 'screen'>,
  ownOrigin: string,
): MediaView {
  const read = readSource(source)
  const isForeign = read.kind === 'web' && read.origin !== ownOrigin
  return {
    title: title[locale],
    words: words[locale],
    kind,
    address:
      read.kind === 'refused'
        ? undefined
        : read.kind === 'file'
          ? `/media/${screen.site.id}/${read.name}`
          : source,
    sandbox: isForeign ? 'allow-scripts allow-same-origin' : 'allow-scripts',
  }
}
