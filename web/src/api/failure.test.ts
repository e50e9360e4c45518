import { expect, test } from '@jest/globals';
import { readFailure } from './failure.ts';

const body = (code: string, reason: string, more: object[] = []) => ({
  code,
  message: 'said in English',
  details: [
    { type: 'google.rpc.ErrorInfo', value: '', debug: { reason, domain: 'lienthong', metadata: { n: '3' } } },
    ...more,
  ],
});

test('a refusal keeps its stable code, its parameters and the wrong fields', () => {
  const bad = {
    type: 'google.rpc.BadRequest',
    value: '',
    debug: { fieldViolations: [{ field: 'applicant.name', description: 'x', reason: 'REQUIRED' }] },
  };
  expect(readFailure(400, body('invalid_argument', 'INVALID_FIELD', [bad]))).toMatchObject({
    kind: 'refused',
    code: 'INVALID_FIELD',
    params: { n: '3' },
    fields: [{ field: 'applicant.name', rule: 'REQUIRED' }],
  });
});

test.each([
  [503, body('unavailable', 'STORE_UNAVAILABLE'), 'STORE_UNAVAILABLE', false],
  [500, { code: 'internal', message: 'ours' }, 'SERVER_FAULT', true],
  [500, undefined, 'SERVER_FAULT', true],
  [502, undefined, 'UNREACHABLE', false],
  [429, body('resource_exhausted', 'TOO_MANY_STREAMS'), 'TOO_MANY_STREAMS', false],
])(
  'after %i the same command is tried again; only a fault is one of this call',
  (status, json, code, isFault) => {
    expect(readFailure(status, json)).toMatchObject({ kind: 'unreachable', code, isFault });
  },
);

test.each([
  [409, body('aborted', 'VERSION_CONFLICT'), 'VERSION_CONFLICT'],
  [403, body('permission_denied', 'NOT_ALLOWED'), 'NOT_ALLOWED'],
  [413, body('resource_exhausted', 'BODY_TOO_LARGE'), 'BODY_TOO_LARGE'],
  [404, 'not JSON of ours', 'HTTP_404'],
])('after %i it is not', (status, json, code) => {
  expect(readFailure(status, json)).toMatchObject({ kind: 'refused', code });
});

test('an ended session is neither refused nor unreachable', () => {
  expect(readFailure(401, body('unauthenticated', 'SESSION_ENDED')).kind).toBe('signed-out');
  expect(readFailure(0, { code: 'unauthenticated' }).kind).toBe('signed-out');
});
