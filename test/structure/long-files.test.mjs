import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRoot } from '../../scripts/lib/root.mjs';
import { LONG_FILES } from '../support/long-files.data.ts';

it('files that start first are there', () => {
  expect(Object.keys(LONG_FILES).filter((file) => !existsSync(inRoot(file)))).toEqual([]);
});
