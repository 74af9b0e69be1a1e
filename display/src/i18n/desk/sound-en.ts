import type { soundVi } from './sound-vi.ts'

export const soundEn: typeof soundVi = {
  title: 'Sound of alarms',
  on: 'Turn sound on',
  off: 'Turn sound off',
  isOff: 'This desk does not sound at alarms.',
  hear: 'Listen',
  allow: 'The browser blocks sound. Press “Listen” to allow it.',
  failed: 'This machine gives no sound: look at its loudspeaker and at what the browser may do.',
  audible: 'Sound comes to the browser’s end. The loudspeaker is for your ears to judge.',
  silence: (minutes) => `Silence for ${minutes} minutes`,
  silent: (minutes) => `Silent for ${minutes} more minutes; critical alarms still sound.`,
  loud: 'Sound again',
}
