import { findMethod } from '@lienthong/contracts/descriptors';
import { CorrectDossierRequest, ReceiveDossierRequest } from '@lienthong/contracts/onestop/v1/onestop';
import { Refusal } from '@lienthong/domain';
import fc from 'fast-check';
import { decodeJson } from './decode.ts';

const inputOf = (method: string) => {
  const found = findMethod(method);
  if (!found) throw new Error(method);
  return found.input;
};
const receive = inputOf('/lienthong.onestop.v1.OneStopService/ReceiveDossier');
const rollup = inputOf('/lienthong.operations.v1.OperationsService/QueryRollup');
const publish = inputOf('/lienthong.directory.v1.DirectoryService/PublishTable');
const readTables = inputOf('/lienthong.directory.v1.DirectoryService/ReadTables');

const refusalOf = (desc: typeof receive, text: string): Refusal => {
  try {
    decodeJson(desc, text);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('it was taken');
};

test('a message arrives as it was written', () => {
  const message = {
    dossierId: 'd',
    unit: '20116@0',
    channel: 'CHANNEL_COUNTER',
    applicant: { name: 'Nguyễn' },
  };
  expect(ReceiveDossierRequest.decode(decodeJson(receive, JSON.stringify(message)))).toMatchObject({
    dossierId: 'd',
    unit: '20116@0',
    applicant: { name: 'Nguyễn' },
  });
  const snake = '{"dossier_id":"d","version":"3","idempotency_key":null}';
  const correct = inputOf('/lienthong.onestop.v1.OneStopService/CorrectDossier');
  expect(CorrectDossierRequest.decode(decodeJson(correct, snake))).toMatchObject({
    dossierId: 'd',
    version: 3,
  });
});

test.each([
  [receive, '{"dossierId": 7}', 'dossier_id', 'TEXT'],
  [receive, '{"applicant": {"name": ["x"]}}', 'applicant.name', 'TEXT'],
  [receive, '{"applicant": "x"}', 'applicant', 'OBJECT'],
  [receive, '{"applicant": {"nickname": "x"}}', 'applicant.nickname', 'UNKNOWN_FIELD'],
  [receive, '{"__proto__": {"a": 1}}', '__proto__', 'UNKNOWN_FIELD'],
  [receive, '{"<script>": 1}', '(a key that is not shown)', 'UNKNOWN_FIELD'],
  [receive, '{"channel": "CHANNEL_PIGEON"}', 'channel', 'UNKNOWN'],
  [receive, '{"channel": 99}', 'channel', 'UNKNOWN'],
  [receive, '{"channel": true}', 'channel', 'UNKNOWN'],
  [receive, '{"applicant": {"name": "a\\ud800"}}', 'applicant.name', 'NOT_TEXT'],
  [receive, '{"summary": "a\\u0000"}', 'summary', 'CONTROL_CHARACTER'],
  [receive, '{"summary": "\\u202eabc"}', 'summary', 'BIDI_CONTROL'],
  [rollup, '{"selection": {"indicators": "pending"}}', 'selection.indicators', 'LIST'],
  [rollup, '{"selection": {"indicators": ["a", 2]}}', 'selection.indicators[1]', 'TEXT'],
  [rollup, '{"selection": {"byDay": "yes"}}', 'selection.by_day', 'BOOLEAN'],
  [publish, '{"table": {"content": "%%%"}}', 'table.content', 'BASE64'],
  [readTables, '{"held": {"a": 5}}', 'held.a', 'TEXT'],
  [readTables, '{"held": ["a"]}', 'held', 'MAP'],
  [inputOf('/lienthong.onestop.v1.OneStopService/ListDossiers'), '{"pageSize": -1}', 'page_size', 'INTEGER'],
  [inputOf('/lienthong.onestop.v1.OneStopService/ListDossiers'), '{"pageSize": 1.5}', 'page_size', 'INTEGER'],
  [
    inputOf('/lienthong.onestop.v1.OneStopService/ListDossiers'),
    '{"pageSize": 1e99}',
    'page_size',
    'INTEGER',
  ],
])('the wrong field is named with its rule %#', (desc, text, field, rule) => {
  const refusal = refusalOf(desc, text);
  expect(refusal.code).toBe('INVALID_FIELD');
  expect(refusal.fields).toMatchObject([{ field, rule }]);
});

test.each([
  ['', 'MALFORMED_JSON'],
  ['{"a":', 'MALFORMED_JSON'],
  ['[]', 'MALFORMED_JSON'],
  ['null', 'MALFORMED_JSON'],
  ['"x"', 'MALFORMED_JSON'],
  ['{"unit":"20116@0","unit":"20125@0"}', 'MALFORMED_JSON'],
  ['{"unit":"20116@0","un\\u0069t":"20125@0"}', 'MALFORMED_JSON'],
])('what is no message is refused as such: %s', (text, code) => {
  expect(refusalOf(receive, text).code).toBe(code);
});

test('a refusal never echoes what was sent', () => {
  const secret = 'Nguyễn Văn Bí Mật';
  for (const text of [
    `{"applicant": {"name": "${secret}"`,
    `{"${secret}": 1}`,
    `{"channel": "${secret}"}`,
    `{"applicant": {"name": {"x": "${secret}"}}}`,
  ])
    expect(
      `${refusalOf(receive, text).message} ${JSON.stringify(refusalOf(receive, text).fields)}`,
    ).not.toContain(secret);
});

test('whatever JSON comes, it is taken or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.json(), (whole, inner) => {
      for (const text of [whole, `{"applicant": ${inner}}`, `{"channel": ${inner}, "summary": ${inner}}`])
        try {
          decodeJson(receive, text);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
    }),
    { numRuns: 300 },
  );
});

test('deep nesting and many keys are refused without harm', () => {
  const deep = `{"applicant":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(refusalOf(receive, deep).fields[0]?.field).toBe('applicant');
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i])));
  expect(refusalOf(receive, wide).fields[0]).toMatchObject({ field: 'k0', rule: 'UNKNOWN_FIELD' });
});
