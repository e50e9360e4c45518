import type { Page } from 'playwright-core';

/** As a scanner types: each character at once, the last key among them. */
export async function scan(
  page: Page,
  text: string,
  endsWith: 'Enter' | 'Tab' | 'nothing' = 'Enter',
): Promise<void> {
  const keyboard = await page.context().newCDPSession(page);
  // However slow this machine is: the times are a scanner's.
  let timestamp = Date.now() / 1_000;
  const press = (key: string, typed?: string) => {
    timestamp += 0.005;
    return [
      keyboard.send('Input.dispatchKeyEvent', {
        type: 'keyDown',
        key,
        timestamp,
        ...(typed && { text: typed }),
      }),
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key, timestamp }),
    ];
  };
  const ending = {
    Enter: press.bind(undefined, 'Enter', '\r'),
    Tab: press.bind(undefined, 'Tab'),
    nothing: () => [],
  };
  await Promise.all([...Array.from(text).flatMap((letter) => press(letter, letter)), ...ending[endsWith]()]);
}

/** The QR code of an identity card. */
export const card = (name: string, birth = '01021985') =>
  `046085001234||${name}|${birth}|Nam|Thôn 2, Vinh Hưng, Phú Lộc|10052021`;
