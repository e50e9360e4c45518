import type { FieldRule } from '@lienthong/domain';

/** Why a text cannot be a person's honest entry: a stable rule, and what it means. */
export interface TextProblem {
  rule: FieldRule;
  description: string;
}

// Tab, line feed and carriage return are honest; the other control characters of C0 and C1 are not.
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const reordering = /[\u202a-\u202e\u2066-\u2069]/;
const noncharacter = /[\ufdd0-\ufdef]|\p{Noncharacter_Code_Point}/u;
// Vietnamese in NFD has two marks on a letter (ệ); a pile of them only breaks lines and screens.
const pile = /\p{M}{6,}/u;

/**
 * Finds text that no keyboard makes: half a surrogate pair (it would be stored as something else), control characters, marks that
 * turn the reading order (a name could look like another), code points that are no characters, piles of combining marks.
 */
export function findTextProblem(text: string): TextProblem | undefined {
  if (!text.isWellFormed())
    return { rule: 'NOT_TEXT', description: 'the text has half a surrogate pair: it is not Unicode' };
  if (control.test(text))
    return { rule: 'CONTROL_CHARACTER', description: 'the text has a control character' };
  if (reordering.test(text))
    return { rule: 'BIDI_CONTROL', description: 'the text has a mark that changes the reading order' };
  if (noncharacter.test(text))
    return { rule: 'NOT_TEXT', description: 'the text has a code point that is no character' };
  if (pile.test(text))
    return { rule: 'TOO_MANY_MARKS', description: 'the text piles more than five marks on a letter' };
  return undefined;
}
