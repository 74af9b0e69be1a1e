import type { GaugeFault } from '../../../../protocol/readings.ts'

/** What the desk says of gauges that people read. */
export const readingsVi = {
  title: 'Số đo đọc tay',
  link: 'Số đo tay',
  text: 'Nhập số đọc tại thước nước, thùng đo mưa, hồ chứa, trạm khí tượng. Số được ghi là nhập tay, kèm tên bạn.',
  gauge: 'Trạm và số đo',
  chooseGauge: 'Chọn trạm',
  noGauge: 'Không có trạm nào bạn được nhập số.',
  value: 'Số đọc được',
  valueIn: (unit: string): string => `Số đọc được, ${unit}`,
  range: (low: string, high: string): string => `từ ${low} đến ${high}`,
  at: 'Giờ đọc',
  atHint: 'Giờ đứng trước thước, không phải giờ nhập',
  last: (value: string, when: string): string => `Số gần nhất ${value}, lúc ${when}`,
  neverTold: 'Chưa có số nào trong 24 giờ qua',
  faults: {
    silent: (when: string): string => `Máy đo không gửi số từ ${when}.`,
    flat: (when: string): string => `Máy đo đứng yên một số từ ${when}.`,
    'out-of-range': (when: string): string => `Máy đo gửi số không thể có lúc ${when}.`,
  } satisfies Record<GaugeFault, (when: string) => string>,
  missing: {
    gauge: 'Chọn trạm.',
    value: 'Nhập một số, ví dụ 6,52.',
    at: 'Nhập giờ đọc.',
    future: 'Giờ đọc còn ở phía trước.',
  },
  impossible: (value: string, low: string, high: string): string =>
    `${value} không thể có ở đây: chỉ nhận từ ${low} đến ${high}.`,
  spike: (value: string, low: string, high: string): string =>
    `${value} khác hẳn các số vừa rồi (thường từ ${low} đến ${high}). Hãy đọc lại thước.`,
  spikeText: 'Nếu đúng là vậy, bấm gửi lần nữa: số được nhận và đánh dấu chưa chắc.',
  send: 'Gửi số đo',
  sendAnyway: 'Đã đọc lại, gửi số này',
  signedBy: (name: string): string => `Ghi dưới tên ${name}`,
  done: (gauge: string, value: string): string => `Đã nhận ${gauge}: ${value}.`,
  doneUncertain: (gauge: string, value: string): string =>
    `Đã nhận ${gauge}: ${value}, đánh dấu chưa chắc.`,
  entered: 'Vừa nhập',
  none: 'Chưa ai nhập số nào.',
  columns: { gauge: 'Trạm', value: 'Số đo', at: 'Giờ đọc', by: 'Người nhập' },
  uncertain: 'chưa chắc',
  enteredAt: (when: string): string => `nhập ${when}`,
  forbidden: 'Bạn không nhập được số đo',
  forbiddenText: 'Trang này dành cho cán bộ trực ban và người báo số liệu.',
}
