import { computed, type ComputedRef } from 'vue'
import type { UnitMark } from '../../alarms/alarm-units.ts'
import { placeSpots, type Spots } from '../../map/alarm-spots.ts'
import type { MapLayout } from '../../map/map-layout.ts'

interface Placed {
  readonly layout: MapLayout
  readonly spots: Spots
}

/** Where the marks of a map stand: one that is there stays for as long as the map's layout does. */
export function useAlarmSpots(
  marks: () => readonly UnitMark[],
  layout: () => MapLayout,
): ComputedRef<Spots> {
  const placed = computed<Placed>((before) => {
    const now = layout()
    const grounds = new Map(
      marks().flatMap(({ unit }) => {
        const ground = now.grounds.get(unit)
        return ground ? [[unit, ground] as const] : []
      }),
    )
    if (!now.room) return { layout: now, spots: new Map() }
    const kept = before?.layout === now ? before.spots : undefined
    return { layout: now, spots: placeSpots(grounds, now.room, kept) }
  })
  return computed(() => placed.value.spots)
}
