import { expect, test } from '@jest/globals';
import { createEventParser, spread } from './sse.ts';

test('events are whole, wherever the network cuts the text', () => {
  const text =
    ': hello\n\nid: 7\ndata: {"a":1}\n\nid: 8\nevent: error\ndata: x\ndata: y\n\nid: 9\ndata: half';
  const wanted = [
    { id: '7', event: 'message', data: '{"a":1}' },
    { id: '8', event: 'error', data: 'x\ny' },
  ];
  for (let cut = 0; cut <= text.length; cut += 1) {
    const parse = createEventParser();
    expect([...parse(text.slice(0, cut)), ...parse(text.slice(cut))]).toEqual(wanted);
  }
});

test('lines may end in any of the three ways, also where one is cut in two', () => {
  const text = 'id: 1\r\ndata: a\r\n\r\ndata: b\r\n\r\n';
  for (let cut = 0; cut <= text.length; cut += 1) {
    const parse = createEventParser();
    const events = [...parse(text.slice(0, cut)), ...parse(text.slice(cut))];
    expect(events.map(({ data }) => data)).toEqual(['a', 'b']);
  }
});

test('the last id stays until another comes', () => {
  const parse = createEventParser();
  expect(parse('id: 1\ndata: a\n\ndata: b\n\n').map(({ id }) => id)).toEqual(['1', '1']);
});

test('an office comes back spread over the wait and as much again', () => {
  const waits = Array.from({ length: 150 }, () => spread(500));
  for (const wait of waits) {
    expect(wait).toBeGreaterThanOrEqual(500);
    expect(wait).toBeLessThan(1_000);
  }
  // No quarter of the time is left out.
  expect(new Set(waits.map((wait) => Math.floor((wait - 500) / 125))).size).toBe(4);
});
