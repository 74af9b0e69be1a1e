import type { NaturalHazard } from '../../../../protocol/announced.ts'

/** How announced levels of disaster risk are told, on walls and desks. */
export const announcedVi = {
  hazards: {
    storm: 'bão, áp thấp nhiệt đới',
    'heavy-rain': 'mưa lớn',
    flood: 'lũ, ngập lụt',
    'flash-flood': 'lũ quét, sạt lở đất',
    'storm-surge': 'nước dâng, sóng lớn',
    thunderstorm: 'lốc, sét, mưa đá',
    'strong-wind': 'gió mạnh trên biển',
    fog: 'sương mù',
    heat: 'nắng nóng',
    drought: 'hạn hán',
    salinity: 'xâm nhập mặn',
    cold: 'rét hại, sương muối',
    'forest-fire': 'cháy rừng',
    earthquake: 'động đất',
    tsunami: 'sóng thần',
  } satisfies Record<NaturalHazard, string>,
  level: (level: number, hazard: string): string => `Rủi ro cấp ${level} do ${hazard}`,
  at: (when: string): string => `công bố ${when}`,
  by: (source: string, when: string): string => `${source} công bố ${when}`,
  old: (age: string): string => `tin đã ${age}`,
  more: (hazard: string, level: number): string => `${hazard} cấp ${level}`,
}
