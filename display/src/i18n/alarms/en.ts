import type { alarmsVi } from './vi.ts'

export const alarmsEn: typeof alarmsVi = {
  priority: { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' },
  state: {
    normal: 'normal',
    unacknowledged: 'unacknowledged',
    acknowledged: 'acknowledged',
    'returned-unacknowledged': 'over, unacknowledged',
    'latched-unacknowledged': 'over, latched, unacknowledged',
    'latched-acknowledged': 'over, latched',
    shelved: 'shelved',
    suppressed: 'suppressed',
    'out-of-service': 'out of service',
  },
  group: {
    waiting: 'Unacknowledged',
    acknowledged: 'Acknowledged, cause still there',
    hidden: 'Shelved, suppressed, out of service',
  },
  unknownRule: (rule) => `Rule ${rule}`,
  wholeSite: 'whole area',
  reached: (name, level) => `${name}: ${level}`,
  waitingFor: (state, age) => `${state}, ${age}`,
  clearedAt: (time) => `over at ${time}, unacknowledged`,
  acknowledgedBy: (name, time) => `${name}, ${time}`,
  shelvedUntil: (time, name) => `shelved until ${time}, ${name}`,
  outOfServiceBy: (name, time) => `out of service since ${time}, ${name}`,
  suppressedBy: {
    maintenance: 'hidden during maintenance',
    parent: 'hidden by its parent alarm',
    flood: 'hidden in the flood of alarms',
    other: 'hidden',
  },
  sound: { audible: 'sound is heard', blocked: 'sound is blocked', failed: 'no sound comes' },
  blind: 'reading not to be trusted',
  chattering: 'chattering',
  simulated: 'simulated',
}
