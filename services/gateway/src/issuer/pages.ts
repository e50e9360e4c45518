import { type Html, html } from '../http/html.ts';
import { page } from '../http/page.ts';
import type { KnownPerson } from './people.ts';

export interface SignInPageParts {
  siteName: string;
  action: string;
  username?: string;
  problem?: { title: string; advice: string };
  /** The people that a demonstration shows, with their passwords. */
  demonstration?: KnownPerson[];
}

/** The page on which a person signs in at the site. Works without a script; the script only shows the password and fills the demonstration's people in. */
export function signInPage(parts: SignInPageParts): string {
  const { siteName, action, username = '', problem, demonstration } = parts;
  return page({
    title: 'Đăng nhập',
    script: 'sign-in.js',
    body: html`<div class="split">
      <header class="side">
        <div class="brand">
          <img src="/auth/assets/mark.svg" alt="" />
          <p class="product">Liên Thông</p>
        </div>
        <p class="promise">Một hồ sơ ở xã,<br />một con số đúng ở tỉnh.</p>
        <p class="place"><strong>${siteName}</strong> <span>Cổng làm việc của cán bộ, công chức</span></p>
      </header>
      <main class="card">
        <h1>Đăng nhập</h1>
        <p class="lead">Dùng tài khoản công vụ của ông/bà tại đơn vị này.</p>
        ${problem === undefined ? '' : problemBox(problem)}
        <form method="post" action="${action}" autocomplete="on">
          <label for="username">Tên đăng nhập</label>
          <input
            id="username"
            name="username"
            value="${username}"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            maxlength="64"
            required
            ${username === '' ? html`autofocus` : ''}
          />
          <label for="password">Mật khẩu</label>
          <div class="secret">
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              maxlength="200"
              required
              ${username === '' ? '' : html`autofocus`}
            />
            <button type="button" id="show" aria-pressed="false" aria-controls="password" hidden>Hiện</button>
          </div>
          <button type="submit" class="button">Đăng nhập</button>
        </form>
        <p class="hint">Quên mật khẩu? Liên hệ người quản trị của đơn vị.</p>
        ${demonstration === undefined || demonstration.length === 0 ? '' : demonstrationBox(demonstration)}
      </main>
    </div>`,
  });
}

function problemBox({ title, advice }: { title: string; advice: string }): Html {
  return html`<div class="problem" role="alert"><strong>${title}</strong> ${advice}</div>`;
}

function demonstrationBox(people: KnownPerson[]): Html {
  return html`<section class="demo" aria-labelledby="demo-title">
    <h2 id="demo-title">Bản trình diễn: chọn người để thử</h2>
    <ul>
      ${people.map(
        (person) =>
          html`<li>
            <button type="button" data-username="${person.username}" data-password="${person.password ?? ''}">
              <span class="who">${person.name}</span>
              <span class="what">${person.title}</span>
              <code>${person.username}</code>
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

/** @param form the issuer's own form, as markup. */
export function signOutPage(form: string): string {
  return page({
    title: 'Đăng xuất',
    script: 'sign-out.js',
    body: html`<main class="card small">
      <h1>Đang đăng xuất…</h1>
      <p>Nếu trang không tự chuyển, bấm nút dưới đây.</p>
      ${{ markup: form }}
      <button type="submit" class="button" form="op.logoutForm" name="logout" value="yes">Đăng xuất</button>
    </main>`,
  });
}

export function signedOutPage(): string {
  return page({
    title: 'Đã đăng xuất',
    body: html`<main class="card small">
      <h1>Đã đăng xuất</h1>
      <p><a class="button" href="/">Về trang đầu</a></p>
    </main>`,
  });
}

/** An error of the issuer: mostly a page that was left open too long. @param code OAuth's error code. */
export function issuerErrorPage(code: string): string {
  return page({
    title: 'Chưa đăng nhập được',
    body: html`<main class="card small">
      <h1>Chưa đăng nhập được</h1>
      <p>Lượt đăng nhập này không còn hiệu lực: trang có thể đã mở quá lâu hoặc đã dùng rồi.</p>
      <p><a class="button" href="/auth/sign-in">Đăng nhập lại</a></p>
      <p class="hint">Mã lỗi cho người quản trị: <code>${code}</code></p>
    </main>`,
  });
}
