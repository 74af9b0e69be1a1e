import type { AlarmState, Severity } from '../../../../protocol/alarms.ts'
import type { SoundState } from '../../../../protocol/socket-events.ts'

/** What walls and desks say of alarms. */
export const alarmsVi = {
  priority: {
    critical: 'Khẩn cấp',
    high: 'Cao',
    medium: 'Vừa',
    low: 'Thấp',
  } satisfies Record<Severity, string>,
  state: {
    normal: 'bình thường',
    unacknowledged: 'chưa nhận',
    acknowledged: 'đã nhận',
    'returned-unacknowledged': 'đã hết, chưa nhận',
    'latched-unacknowledged': 'đã hết, còn giữ, chưa nhận',
    'latched-acknowledged': 'đã hết, còn giữ',
    shelved: 'tạm gác',
    suppressed: 'đang ẩn',
    'out-of-service': 'ngừng theo dõi',
  } satisfies Record<AlarmState, string>,
  group: {
    waiting: 'Chờ nhận',
    acknowledged: 'Đã nhận, còn nguyên nhân',
    hidden: 'Tạm gác, ẩn, ngừng theo dõi',
  },
  /** Of a rule that the screen does not know (yet). */
  unknownRule: (rule: string): string => `Quy tắc ${rule}`,
  wholeSite: 'toàn địa bàn',
  reached: (name: string, level: string): string => `${name}: ${level}`,
  waitingFor: (state: string, age: string): string => `${state}, ${age}`,
  clearedAt: (time: string): string => `hết lúc ${time}, chưa nhận`,
  acknowledgedBy: (name: string, time: string): string => `${name} nhận ${time}`,
  shelvedUntil: (time: string, name: string): string => `gác đến ${time}, ${name}`,
  outOfServiceBy: (name: string, time: string): string => `${name} ngừng từ ${time}`,
  suppressedBy: {
    maintenance: 'ẩn trong giờ bảo trì',
    parent: 'ẩn vì cảnh báo cấp trên',
    flood: 'ẩn vì đang dồn dập',
    other: 'đang ẩn',
  },
  sound: {
    audible: 'âm thanh nghe được',
    blocked: 'âm thanh bị chặn',
    failed: 'không phát được âm thanh',
  } satisfies Record<SoundState, string>,
  blind: 'số đo không tin được',
  chattering: 'báo chập chờn',
  /** Not the value of now, which stands elsewhere and is another one. */
  whenRaised: (value: string): string => `khi báo ${value}`,
  atPresent: (value: string): string => `hiện ${value}`,
  simulated: 'mô phỏng',
}
