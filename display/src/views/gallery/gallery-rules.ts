import type { ScreenAlarmRule } from '../../../../protocol/screen.ts'

const SHELF_MS = 120 * 60_000

const RULES = [
  ['river-level', 'Mực nước đạt mức báo động', 'River at an alarm level'],
  ['rain-1h', 'Mưa rất to trong 1 giờ', 'Very heavy rain in 1 hour'],
  ['rain-and-rise', 'Mưa lớn và nước sông lên nhanh', 'Heavy rain and rivers rising fast'],
  ['overdue', 'Hồ sơ quá hạn tăng nhanh', 'Overdue dossiers rising fast'],
  ['river-silent', 'Trạm sông không gửi số liệu', 'River station sends nothing'],
] as const

export const GALLERY_RULES: readonly ScreenAlarmRule[] = RULES.map(([id, vi, en]) => ({
  ...{ id, name: { vi, en }, limits: [], call: ['Trực ban Ban Chỉ huy phòng thủ dân sự'] },
  ...{ maxShelfMs: SHELF_MS },
  guidance: {
    vi: 'Đối chiếu bản tin của Đài khí tượng thủy văn và trạm lân cận. Báo Ban Chỉ huy phòng thủ dân sự; từ BĐ2 rà soát vùng ngập và phương án sơ tán.',
    en: 'Compare with the bulletin of the hydrometeorological station and with stations nearby. Tell the civil defence command; from BĐ2 on go over flooded areas and the evacuation plan.',
  },
}))
