import { status } from '@grpc/grpc-js';
import { BadRequest, ErrorInfo } from '@lienthong/contracts/google/rpc/error_details';
import { Refusal, type RefusalKind } from '@lienthong/domain';
import { toErrorAnswer } from './connect-error.ts';

test.each<[RefusalKind, string, number]>([
  ['invalid', 'invalid_argument', 400],
  ['unauthenticated', 'unauthenticated', 401],
  ['denied', 'permission_denied', 403],
  ['not_found', 'not_found', 404],
  ['already_exists', 'already_exists', 409],
  ['conflict', 'aborted', 409],
  ['precondition', 'failed_precondition', 400],
  ['exhausted', 'resource_exhausted', 429],
  ['unimplemented', 'unimplemented', 501],
  ['unavailable', 'unavailable', 503],
])('a refusal of kind %s is %s with HTTP %i', (kind, code, http) => {
  const answer = toErrorAnswer(new Refusal(kind, 'SOME_CODE', 'words'));
  expect(answer).toMatchObject({ status: http, ours: false, body: { code, message: 'words' } });
});

test('details carry the stable code, its parameters and the wrong fields, readable and as protobuf', () => {
  const refusal = new Refusal('invalid', 'INVALID_FIELD', 'words', {
    fields: [{ field: 'applicant.name', rule: 'REQUIRED', description: 'a name' }],
    params: { limit: '100' },
  });
  const [info, bad] = toErrorAnswer(refusal).body.details;
  expect(info).toMatchObject({
    type: 'google.rpc.ErrorInfo',
    debug: { reason: 'INVALID_FIELD', metadata: { limit: '100' } },
  });
  expect(ErrorInfo.decode(Buffer.from(info?.value ?? '', 'base64')).reason).toBe('INVALID_FIELD');
  expect(BadRequest.decode(Buffer.from(bad?.value ?? '', 'base64')).fieldViolations).toMatchObject([
    { field: 'applicant.name', reason: 'REQUIRED' },
  ]);
});

test('a deadline that passed is told apart from a service that is away', () => {
  const late = Object.assign(new Error(), { code: status.DEADLINE_EXCEEDED });
  const refusal = new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'no answer in time', { cause: late });
  expect(toErrorAnswer(refusal)).toMatchObject({
    status: 504,
    passing: true,
    body: { code: 'deadline_exceeded' },
  });
});

test('an error of ours tells the browser nothing but that it was ours', () => {
  const answer = toErrorAnswer(new Error('password=hunter2 at /srv/x'));
  expect(answer).toMatchObject({ status: 500, ours: true, body: { code: 'internal', details: [] } });
  expect(answer.body.message).not.toContain('hunter2');
});
