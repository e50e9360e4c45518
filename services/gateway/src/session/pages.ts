import { html } from '../http/html.ts';
import { page } from '../http/page.ts';

/** Goes on to a path of this site at once; a navigation that begins here carries the `Strict` cookie. */
export function onwardPage(path: string): string {
  return page({
    title: 'Đang vào Liên Thông',
    refresh: path,
    body: html`<main class="card small">
      <h1>Đang mở trang làm việc…</h1>
      <p>Nếu trang không tự mở, <a href="${path}">bấm vào đây</a>.</p>
    </main>`,
  });
}

/** Says why a sign-in ended without a session, and what to do. */
export function signInFailedPage(why: 'expired' | 'issuer' | 'busy', returnTo = '/'): string {
  const again = `/auth/sign-in?return=${encodeURIComponent(returnTo)}`;
  const words = {
    expired: 'Lượt đăng nhập này đã quá 10 phút, đã dùng rồi, hoặc được mở ở một trình duyệt khác.',
    issuer: 'Máy chủ đăng nhập chưa xác nhận được lượt này. Chưa có gì bị thay đổi.',
    busy: 'Có quá nhiều lượt đăng nhập từ cùng một địa chỉ mạng. Vui lòng đợi một phút rồi thử lại.',
  }[why];
  return page({
    title: 'Chưa đăng nhập được',
    body: html`<main class="card small">
      <h1>Chưa đăng nhập được</h1>
      <p>${words}</p>
      <p><a class="button" href="${again}">Đăng nhập lại</a></p>
    </main>`,
  });
}
