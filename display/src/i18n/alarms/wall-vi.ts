/** What walls say of alarms beside their words in lists: the panel, the head, the takeover, the flood of alarms. */
export const alarmWallVi = {
  title: 'Cảnh báo',
  waiting: (count: number): string => `${count} chờ nhận`,
  acknowledged: (count: number): string => `${count} đã nhận`,
  /** Of a panel that shows some priorities only. */
  only: (priorities: readonly string[]): string => `chỉ ${priorities.join(', ').toLowerCase()}`,
  shown: (count: number, all: number, page: number, pages: number): string =>
    `${count} trong ${all} · trang ${page}/${pages}`,
  counted: (count: number, what: string): string => `${count} ${what}`,
  calm: 'Không có cảnh báo nào',
  calmOfThese: 'Không có cảnh báo nào thuộc loại này',
  onlyHidden: 'Không có cảnh báo nào đang chờ',
  unknown: 'Chưa biết có cảnh báo nào',
  /** Said in place of the calm words where nobody knows of later. */
  notKnown: (why: string): string => `Chưa biết có cảnh báo mới hay không: ${why}`,
  unwatched: 'không ai giám sát',
  unreachable: 'mất máy chủ',
  asOf: (time: string): string => `như lúc ${time}`,
  asOfUnknown: 'chưa rõ của lúc nào',

  tally: 'Cảnh báo đang mở',
  tallyOf: (priority: string, open: number, waiting: number): string =>
    `${priority}: ${open}, ${waiting} chờ nhận`,
  tallyUnknown: (priority: string): string => `${priority}: chưa biết`,

  takeover: {
    title: 'Cảnh báo khẩn cấp',
    nobody: 'chưa ai nhận',
    /** Its cause is gone and still nobody has taken it. */
    over: (time: string): string => `đã hết lúc ${time}, chưa ai nhận`,
    since: (time: string): string => `từ ${time}`,
    atRaise: 'lúc báo',
    others: (count: number): string => `và ${count} khẩn cấp khác chưa ai nhận`,
    todo: 'Việc cần làm',
  },

  flood: {
    title: 'Cảnh báo dồn dập',
    noCritical: 'Không có khẩn cấp nào chờ nhận',
    since: 'Dồn dập từ',
    rate: 'báo trong 10 phút',
    first: 'Báo đầu tiên',
    firstOpen: 'Sớm nhất còn mở',
    closedBefore: (count: number): string => `ít nhất ${count} báo sớm đã đóng`,
    firstClosed: 'đã đóng',
    noneOpen: 'Các báo đầu tiên đã đóng',
    byUnit: 'Theo xã',
    onMap: 'Cảnh báo đang mở theo xã',
    unitsNote: 'đang mở',
    unit: 'Nơi',
    lesser: 'vừa, thấp',
    elsewhere: 'Ngoài các xã',
    noUnits: 'Không có cảnh báo nào đang mở',
  },
}
