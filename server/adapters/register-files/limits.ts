const MIB = 1024 * 1024

// A register of 200,000 rows fits; what is larger was not written by people.

export const MAX_TEXT_BYTES = 64 * MIB
export const MAX_WORKBOOK_BYTES = 32 * MIB
export const MAX_ROWS = 200_000
export const MAX_COLUMNS = 200
/** Of a cell; what is beyond is cut off, and told where the cell is used. */
export const MAX_CELL_CHARACTERS = 1_000

export const MAX_ENTRIES = 2_000
export const MAX_UNPACKED_BYTES = 1_024 * MIB
/** Spreadsheets shrink to a tenth, very regular ones to a sixtieth. */
export const MAX_RATIO = 150
export const RATIO_COUNTS_FROM_BYTES = MIB

export const MAX_SHEET_BYTES = 256 * MIB
export const MAX_STRINGS_BYTES = 96 * MIB
export const MAX_SMALL_PART_BYTES = 8 * MIB
export const MAX_STRINGS = 2_000_000
export const MAX_STRING_CHARACTERS = 24_000_000
export const MAX_MERGES = 50_000
export const MAX_FORMATS = 100_000

export const MAX_XML_DEPTH = 32
/** Longest stretch of XML between two angle brackets. */
export const MAX_XML_PIECE = 256 * 1024

export const HEAP_MIB = 192
export const READ_WITHIN_MS = 60_000
export const MAX_ANSWER_BYTES = 256 * MIB
