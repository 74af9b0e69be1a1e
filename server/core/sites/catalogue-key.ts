/** What texts have in common that name the same entry of a catalogue: neither case nor the way accents are composed tells words apart; accents do. */
export function catalogueKey(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}
