import type { Severity } from '../../../../protocol/alarms.ts'

/** What the desk says of how good its alarms are. */
export const kpisVi = {
  title: 'Chất lượng cảnh báo',
  link: 'Chất lượng cảnh báo',
  about:
    'Theo EEMUA 191 và ISA-18.2: cảnh báo có ít đủ để một người xem hết không, và được nhận nhanh không.',
  spans: { day: '24 giờ', week: '7 ngày', month: '30 ngày' },
  notWhole: (moment: string): string =>
    `Nhật ký dài hơn phần được xem; các số dưới đây chỉ từ ${moment}.`,
  young: (moment: string): string =>
    `Nhật ký cảnh báo bắt đầu từ ${moment}; các số dưới đây chỉ từ lúc đó.`,
  from: (moment: string): string => `từ ${moment}`,
  target: (words: string): string => `mức nên có: ${words}`,
  atMost: (value: string): string => `không quá ${value}`,
  under: (value: string): string => `dưới ${value}`,
  kept: 'đạt',
  missed: 'quá mức',
  rate: 'Cảnh báo mỗi 10 phút',
  rateText: 'trung bình, một trực ban',
  peak: 'Dồn nhất trong 10 phút',
  peakAt: (moment: string): string => `lúc ${moment}`,
  flood: 'Thời gian dồn dập',
  floodText: (count: string, longest: string): string => `${count} lần, lâu nhất ${longest}`,
  noFlood: 'không lần nào',
  stale: 'Báo suốt hơn một ngày',
  acknowledgement: 'Thường nhận sau (trung vị)',
  acknowledgementText: (p90: string, longest: string): string =>
    `9 trong 10 lần trong ${p90}; lâu nhất ${longest}`,
  noAcknowledgement: 'chưa có lần nhận nào',
  watch: 'Thời gian có trực ban',
  raised: 'Tổng số cảnh báo',
  hidden: (count: string): string => `và ${count} lần báo bị ẩn có chủ ý`,
  bySeverity: 'theo mức lúc báo',
  severity: {
    critical: 'Khẩn cấp',
    high: 'Cao',
    medium: 'Vừa',
    low: 'Thấp',
  } satisfies Record<Severity, string>,
  hourly: 'Mỗi giờ',
  hour: (time: string, count: string): string => `${time}: ${count}`,
  most: 'Báo nhiều nhất',
  mostShare: (share: string): string => `${share} của tất cả`,
  topShare: (share: string, target: string): string =>
    `Mười cảnh báo này là ${share} của tất cả; trên ${target} là nên sửa quy tắc.`,
  chattering: 'Chập chờn',
  times: (count: string): string => `${count} lần`,
  staleList: 'Đang báo hơn một ngày',
  since: (moment: string): string => `từ ${moment}`,
  none: 'không có',
}
