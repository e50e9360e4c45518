import type { Finding } from './finding.ts';
import { type Entries, numberedEntries } from './numbered-entries.ts';

/** Inputs at the counter and on the board that came out wrong once. */
const cases: Entries = {
  'case 1': 'what was told as kept in two windows is there twice, under keys of its own',
  'case 2': 'a key that was used with other content is renewed, and the words go on',
  'case 3': 'an answer concerns its entry alone, and a person can set it aside',
  'case 4': 'a broken store of the device stops no working line, and is told',
  'case 5': 'what is typed in any window is a draft',
  'case 6': 'what was handed in without a line carries the time at which it was handed in',
  'case 7': 'the app opens while the site is away, and shows what is kept',
  'case 8': 'Enter in a search waits for the answer to exactly this text',
  'case 9': 'while a word is composed its keys belong to the input method',
  'case 10': 'a scan is recognised in any field, whatever key ends it',
  'case 11': 'a roll-up without an answer is no zero',
  'case 12': 'the last row of a file says that its day is not over',
  'case 13': 'the chart has room for its widest label',
  'case 14': 'a paper printed again says what it said',
  'case 15': 'a person’s unit follows the day’s hierarchy, or the page says what took its place',
  'case 16': 'a person of several units chooses one, and all lists know it',
  'case 17': 'letters that look like Đ are Đ, and are found as d',
  'case 18': 'letters of minority names and apostrophes are found as people type them',
  'case 19': 'a phone number is found by any part and in any spelling',
  'case 20': 'what cannot be seen is dropped where it does no harm, and refused where it does',
  'case 21': 'a phone number has the digits of its kind; an old one is shown with its successor',
  'case 22': 'a legal name may be long, and a search of many words finds',
  'case 23': 'texts of several lines keep them; names and addresses have one',
  'case 24': 'code, name, due day and signatures stand on the first sheet of a receipt',
  'case 25': 'a person with a session goes on, whatever tab began to sign in',
  'case 26': 'six boards in one browser hold up no call',
};

/** What the review of the screens found, by its numbers. */
const review: Entries = {
  U1: 'what is typed is kept at once when the page goes',
  U2: 'a draft belongs to one window',
  U3: 'a scan of an identity card shows no false error',
  U4: 'nothing that is printed is a blank sheet',
  U5: 'a board without a stream calls nothing current',
  U6: 'a total says how many of the units it knows',
  U7: 'the axis of the chart is whole from 1.000 on',
  U8: 'a typed reason survives Esc and a click beside it',
  U9: 'a closed dossier promises no day',
  U10: 'a share is never rounded up to 100%',
  U11: 'choosing a procedure by Enter moves on to the card',
  U12: 'a code read aloud is found in pieces',
  U13: 'a citizen is found by the identity card',
  U14: 'a filtered list begins at its top',
  U15: 'the arrows walk the list beside the open record',
  U16: 'Esc leaves the form, and no key loses the focus or the search',
  U17: 'Ctrl+Enter does what its button says, wherever the focus is',
  U18: 'a person’s data are corrected with a trace',
  U19: 'what was just registered can be found and printed again',
  U20: 'the receipt is filled with what is known',
  U21: 'needed actions are always in sight',
  U22: 'the promised day is known before saving',
  U23: 'a procedure is never chosen in silence',
  U24: 'dossiers are handed over in bulk',
  U25: 'a reload without the server opens the app',
  U26: 'a chair sees what waits for a signature and what is late',
  U27: 'no code of a machine is read by a person',
  U28: 'the procedures of the demonstration are those of a commune',
  U29: 'each tile of the scheme has a name and a figure',
  U30: 'the board says what is abnormal, whose, and since when',
  U31: 'the explanation of a share begins with its division',
  U32: 'the file opens in columns and marks the day that is not over',
  U33: 'arriving numbers move nothing',
  U34: 'every screen has a title of its own',
  U35: 'states are seen in forced colours',
  U36: 'the frame leaves room for work at 200% zoom',
  U37: 'a screen reader says what was saved',
  U38: 'the frame holds many entries, and one line for the connection',
  U39: 'English screens are English',
  U40: 'who is signed out comes to the form at once',
  U41: 'a name that goes on paper is a name',
  U42: 'wide and narrow screens use their room',
  U43: 'fields stand evenly, in the order of the card',
};

/** What is measured over a day, compressed. */
const days: Entries = {
  wall: 'eight hours of messages and scenes hold no more memory than the first',
};

/** The frame of the web app entry by entry, each in a real browser where it is one. */
export async function* run(): AsyncIterable<Finding> {
  yield* numberedEntries({ ...cases, ...review, ...days }, '{packages,services,web}', { LT_FULL: '1' });
}
