/** As long as they are met, and longer than any place was drawn for. */
export const longName = 'Công Tằng Tôn Nữ Hoàng Thị Phương Diễm Quỳnh Như Ý Nguyễn Phúc Bảo Trân';
export const longProcedure =
  'Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất lần đầu đối với hộ gia đình, cá nhân đang sử dụng đất có nguồn gốc được Nhà nước giao';
export const longUnit = 'Thị trấn Nông trường Việt Trung – Khe Giữa – Phú Định Mở Rộng';
export const longWord = 'Nghiêngngảnghiêngngửakhôngdứtmộtchữnàocả'.repeat(3);
