/** What the desk says of its own sound. */
export const soundVi = {
  title: 'Âm thanh cảnh báo',
  on: 'Bật âm thanh',
  off: 'Tắt âm thanh',
  isOff: 'Bàn này không kêu khi có cảnh báo.',
  hear: 'Nghe thử',
  allow: 'Trình duyệt đang chặn âm thanh. Bấm “Nghe thử” để cho phép.',
  failed: 'Máy này không phát được âm thanh: xem loa, tai nghe và quyền của trình duyệt.',
  audible: 'Âm thanh ra đến cuối trình duyệt. Loa của máy thì phải nghe bằng tai.',
  silence: (minutes: string): string => `Im ${minutes} phút`,
  silent: (minutes: string): string => `Đang im, còn ${minutes} phút; cảnh báo khẩn cấp vẫn kêu.`,
  loud: 'Kêu lại',
}
