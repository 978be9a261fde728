import { expect, it } from 'vitest';
import { readBoardText } from '../../../../../dashboards/edit/board-text.ts';
import {
  afterStep,
  type EditHistory,
  type EditStep,
  sourceOf,
  startHistory,
} from './edit-history.ts';

const TEXT = '{\n  "title": "T",\n  "panels": []\n}\n';

function start(): EditHistory {
  const found = readBoardText(TEXT);
  if (found.kind === 'refused') throw new Error(found.message);
  const { read } = found;
  return startHistory({ like: read, board: read.board, place: { scope: 'acme', folder: '' } });
}

const titled = (title: string, field: string): EditStep => ({
  kind: 'change',
  next: { board: { title, panels: [] } },
  field,
});
const UNDO: EditStep = { kind: 'undo' };
const REDO: EditStep = { kind: 'redo' };

it.each<readonly [string, readonly EditStep[], string]>([
  ['nothing', [UNDO, REDO], 'T'],
  ['a word is one step', [titled('A', 't'), titled('AB', 't'), UNDO], 'T'],
  ['two fields are two', [titled('A', 't'), titled('AB', 'u'), UNDO], 'A'],
  ['steps of their own', [titled('A', ''), titled('AB', ''), UNDO], 'A'],
  ['again', [titled('A', ''), titled('AB', ''), UNDO, UNDO, REDO, REDO], 'AB'],
  ['what is changed after undoing', [titled('A', ''), UNDO, titled('B', ''), REDO], 'B'],
  [
    'the folder',
    [{ kind: 'change', next: { place: { scope: 'a', folder: 'F' } }, field: '' }],
    'T',
  ],
])('%s', (_, steps, title) => {
  const { now } = steps.reduce(afterStep, start());
  expect(sourceOf(now)).toBe(TEXT.replace('"T"', JSON.stringify(title)));
});
