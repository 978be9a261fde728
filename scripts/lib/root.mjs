import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, absolute, without a trailing slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** @param {...string} parts @returns {string} an absolute path inside the repository */
export const inRoot = (...parts) => join(root, ...parts);
