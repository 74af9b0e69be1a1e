/** What takes the place of scenes on a wall, see `wall-posture.ts`. */
export const GALLERY_POSTURES = ['takeover', 'flood'] as const
export type GalleryPostureKind = (typeof GALLERY_POSTURES)[number]

export function readGalleryPosture(text: unknown): GalleryPostureKind | undefined {
  return GALLERY_POSTURES.find((posture) => posture === text)
}
