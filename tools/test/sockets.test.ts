import { linesNamingTheExample, readTouchedFiles } from '../src/acceptance/touched-files.ts';

test('the example of the guide stands in its own folder alone', () => {
  expect(linesNamingTheExample()).toEqual([]);
});

test.each(readTouchedFiles())('every file that a change touches by the guide exists: $change', (row) => {
  expect(row.missing).toEqual([]);
});
