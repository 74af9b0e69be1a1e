import type { Severity } from '../../../../protocol/alarms.ts'

/** What the desk says of a drill. */
export const drillVi = {
  title: 'Kết quả diễn tập',
  link: 'Diễn tập',
  about:
    'Diễn tập với dữ liệu mô phỏng: mỗi cảnh báo được tính giờ thật, từ lúc báo đến lúc có người nhận.',
  running: 'Lượt đang chạy',
  past: (from: string, to: string): string => `Lượt ${from} – ${to}`,
  since: (from: string): string => `từ ${from}`,
  score: 'Điểm',
  outOf: '/100',
  none: 'Chưa có cảnh báo nào trong lượt này.',
  nothing: 'Máy chủ này không chạy diễn tập.',
  rule: 'Nhận đúng giờ được trọn điểm, nhận trễ được nửa, chưa ai nhận thì không được điểm; khẩn cấp nặng gấp tám lần mức thấp.',
  columns: {
    severity: 'Mức',
    target: 'Đúng giờ là',
    raised: 'Đã báo',
    inTime: 'Đúng giờ',
    late: 'Trễ',
    missed: 'Chưa nhận',
    median: 'Trung vị',
    longest: 'Lâu nhất',
  },
  severity: {
    critical: 'Khẩn cấp',
    high: 'Cao',
    medium: 'Vừa',
    low: 'Thấp',
  } satisfies Record<Severity, string>,
  within: (span: string): string => `trong ${span}`,
  officers: 'Theo người nhận',
  officer: (acknowledged: string, inTime: string, commented: string): string =>
    `nhận ${acknowledged}, đúng giờ ${inTime}, ghi chú ${commented}`,
  officerMedian: (span: string): string => `thường sau ${span} (trung vị)`,
  print: 'In kết quả',
}
