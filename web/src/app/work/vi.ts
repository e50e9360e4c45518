/** The list of a person's work over all features. */
export const vi = {
  'work.title': 'Việc của tôi',
  'work.count': '{n} việc đang chờ ông/bà',
  'work.column.due': 'Hạn',
  'work.column.title': 'Việc',
  'work.column.whose': 'Đang ở',
  'work.column.next': 'Bước tiếp theo',
  'work.column.code': 'Mã',
  'work.group.late': 'Quá hạn',
  'work.group.today': 'Hôm nay',
  'work.group.soon': 'Sắp đến hạn',
  'work.group.later': 'Còn thời gian',
  'work.group.undated': 'Đang chờ, không tính hạn',
  'work.none': 'Không có việc nào đang chờ ông/bà',
  'work.noneHint': 'Việc cần ông/bà làm sẽ hiện ở đây, việc gấp nhất ở trên cùng.',
  'work.more': 'Còn nữa ở phần {where}, hạn muộn hơn.',
};
