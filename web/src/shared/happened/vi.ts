/** What happened to what, as several features tell it; Vietnamese is the source. */
export const vi = {
  'event.onestop.dossier.received': 'Tiếp nhận',
  'event.onestop.dossier.handed_over': 'Chuyển xử lý',
  'event.onestop.dossier.supplement_requested': 'Yêu cầu bổ sung',
  'event.onestop.dossier.resumed': 'Nhận đủ bổ sung, tiếp tục',
  'event.onestop.dossier.finished': 'Có kết quả',
  'event.onestop.dossier.returned': 'Trả kết quả',
  'event.onestop.dossier.withdrawn': 'Công dân rút hồ sơ',
  'event.onestop.dossier.voided': 'Hủy đăng ký nhầm',
  'event.onestop.dossier.corrected': 'Sửa thủ tục, hình thức nộp',
  'event.onestop.dossier.handed_in_corrected': 'Sửa thành phần hồ sơ',
  'event.onestop.dossier.applicant_corrected': 'Sửa thông tin người nộp',
  'event.other': 'Thay đổi khác',
  'reference.dossier': 'Hồ sơ',
  'reference.other': 'Đối tượng',
  'reference.none': 'Sự kiện không có mã',
};
