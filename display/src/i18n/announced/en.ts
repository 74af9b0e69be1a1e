import type { announcedVi } from './vi.ts'

export const announcedEn: typeof announcedVi = {
  hazards: {
    storm: 'storm',
    'heavy-rain': 'heavy rain',
    flood: 'flood',
    'flash-flood': 'flash flood, landslide',
    'storm-surge': 'storm surge',
    thunderstorm: 'thunderstorm, hail',
    'strong-wind': 'strong wind at sea',
    fog: 'fog',
    heat: 'heat',
    drought: 'drought',
    salinity: 'saltwater intrusion',
    cold: 'cold, frost',
    'forest-fire': 'forest fire',
    earthquake: 'earthquake',
    tsunami: 'tsunami',
  },
  level: (level, hazard) => `Risk level ${level}: ${hazard}`,
  at: (when) => `announced ${when}`,
  by: (source, when) => `announced by ${source} ${when}`,
  old: (age) => `news is ${age} old`,
  more: (hazard, level) => `${hazard} level ${level}`,
}
