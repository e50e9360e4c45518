/** What a person does at a page. Moving the pointer counts: reading is work, too. */
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'];
const attendedMs = 5 * 60_000;

/**
 * Says with each call whether somebody is there: a page asks by itself all day, and a session ends after hours without a person.
 * @param page where the signs are heard; undefined outside a browser.
 * @returns the header of a call.
 */
export function createAttendance(
  page: EventTarget | undefined,
  now: () => number = Date.now,
): () => Record<string, string> {
  let seenAt = now();
  for (const sign of signs)
    page?.addEventListener(
      sign,
      () => {
        seenAt = now();
      },
      { capture: true, passive: true },
    );
  return (): Record<string, string> => (now() - seenAt < attendedMs ? {} : { 'lienthong-attended': 'no' });
}

export const attendance = createAttendance(globalThis.document);
