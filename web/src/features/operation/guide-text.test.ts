import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { en } from './en.ts';
import { vi } from './vi.ts';
import { type Block, readBold, readGuide } from './guide-text.ts';

const guide = readFileSync(join(repositoryRoot, 'docs/guides/incidents.md'), 'utf8');
const names = (blocks: Block[]): string[] =>
  blocks.flatMap((block) => (block.kind === 'heading' && block.id !== '' ? [block.id] : []));
const text = (blocks: Block[]): string => JSON.stringify(blocks);

test('both languages of the guide explain the same, and all that the screen points to', () => {
  const [vietnamese, english] = [readGuide(guide, 0), readGuide(guide, 1)];
  expect(names(english)).toEqual(names(vietnamese));
  const kinds = Object.keys(vi).flatMap((key) => /^incident\.(?!other)(\w+)$/.exec(key)?.[1] ?? []);
  expect(names(vietnamese)).toEqual(expect.arrayContaining([...kinds, 'links', 'incidents', 'dead-letter']));
});

test('the guide names buttons and signs as the screen does', () => {
  const said = text(readGuide(guide, 0)).toLowerCase();
  for (const key of Object.keys(vi) as (keyof typeof vi)[])
    if (
      /^(resolve|incident|fresh)\.(?!other|title|complete|unknown|heard|never|silent|hideSilent|nobody)/.test(
        key,
      )
    )
      expect([key, said.includes(vi[key].toLowerCase())]).toEqual([key, true]);
});

test('the guide explains every refusal in the words of the screen, in both languages', () => {
  for (const [part, dictionary] of [vi, en].entries()) {
    const said = text(readGuide(guide, part));
    for (const key of Object.keys(vi) as (keyof typeof vi)[])
      if (key.startsWith('linkRefusal.')) expect([key, said.includes(dictionary[key])]).toEqual([key, true]);
  }
});

test('nothing of the page is left unread', () => {
  for (const part of [0, 1])
    for (const block of readGuide(guide, part)) {
      if (block.kind === 'paragraph') expect(block.text).not.toMatch(/^[#|>-]|^\d+\. |`|\]\(/);
      if (block.kind === 'table') for (const row of block.rows) expect(row).toHaveLength(block.head.length);
    }
  expect(readBold('a **b** c')).toEqual([
    { text: 'a ', bold: false },
    { text: 'b', bold: true },
    { text: ' c', bold: false },
  ]);
});
