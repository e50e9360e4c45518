import { Writable } from 'node:stream';
import { createLogger } from './logger.ts';

let lines = '';
const logger = createLogger(
  'onestop',
  's20116',
  'debug',
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines += chunk.toString();
      done();
    },
  }),
);
beforeEach(() => {
  lines = '';
});

const applicant = { name: 'Trần Quốc Bí Mật', identityNumber: '046190111222', phone: '0987654321' };

test('invariant 5: of an error a line tells name, code, message and stack, never what a library hung to it', () => {
  // As the database driver does it: the refused operation with the whole document.
  const refused = Object.assign(new Error('E11000 duplicate key'), {
    name: 'MongoBulkWriteError',
    code: 11_000,
    writeErrors: [{ index: 0, err: { op: { _id: 'a', dossier: { applicant } } } }],
  });
  const error = new Error('the dossier could not be stored', { cause: refused });
  logger.error({ err: Object.assign(error, { request: { applicant } }) }, 'a call failed');
  const line = JSON.parse(lines) as { err: { cause: object; stack: string } };
  expect(line.err).toMatchObject({ type: 'Error', message: 'the dossier could not be stored' });
  expect(line.err.cause).toMatchObject({
    type: 'MongoBulkWriteError',
    code: 11_000,
    message: 'E11000 duplicate key',
  });
  expect(line.err.stack).toContain('logger.test.ts');
  for (const secret of Object.values(applicant)) expect(lines).not.toContain(secret);
});

test('invariant 5: what was thrown and is no error tells nothing of itself', () => {
  logger.error({ err: { applicant } }, 'a call failed');
  logger.error({ err: 'Trần Quốc Bí Mật' }, 'a call failed');
  for (const secret of Object.values(applicant)) expect(lines).not.toContain(secret);
});

test('invariant 5: a person in a logged object is kept out', () => {
  logger.info({ applicant, dossier: { applicant }, caller: applicant }, 'received');
  expect(lines).not.toContain(applicant.identityNumber);
  expect(lines).not.toContain(applicant.phone);
});

test('causes that go round in a circle end', () => {
  const first = new Error('first');
  first.cause = new Error('second', { cause: first });
  logger.error({ err: first }, 'a call failed');
  expect(JSON.parse(lines)).toMatchObject({ err: { message: 'first', cause: { message: 'second' } } });
});
